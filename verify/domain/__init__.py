"""What things are: times, frames, footage, findings, limits, errors. Imports nothing of ours."""
