"""What is installed with the program about the Earth: towns, their names, zones. No network."""
