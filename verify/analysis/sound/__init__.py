"""What the sound of a clip shows: how loud, what begins when, how far away it may have been."""
