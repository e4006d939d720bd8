"""Claims against what was found in a clip: proposals of evidence, for a person to take or leave."""
