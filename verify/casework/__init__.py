"""What a case is made of, values in and values out: claims that were read out of articles."""
