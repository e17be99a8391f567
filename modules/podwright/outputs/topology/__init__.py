"""Where nodes stand to each other, as schedulers and libraries take it: Slurm, NCCL, IMEX, NVLink domains; pure."""
