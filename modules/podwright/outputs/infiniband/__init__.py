"""What InfiniBand's own programs read: OpenSM, UFM, infiniband-diags, ibsim. One folder a subnet."""
