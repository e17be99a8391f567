"""podwright: one declaration of an AI-factory pod, made into a running, proven pod."""
