"""Pages for clerks, supervisors and headquarters."""
