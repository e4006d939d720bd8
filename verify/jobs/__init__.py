"""The worker that runs inside the jail, and the queue of jobs."""
