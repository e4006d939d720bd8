"""How well the analyses do on labelled footage: the scorers, and their short form as tests."""
