"""Scenes at night whose light is known because we made it: places, lights, a camera, an encoder.

Nothing here knows of the detector or shares a constant with it.
"""
