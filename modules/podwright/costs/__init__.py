"""What a pod costs: its bill, its plan and dated prices joined. Pure; a price never changes a plan."""
