"""Generator of the sample footage: simulated scenes with known truth.

Light is computed in linear units and only then seen by a simulated phone camera (shake, exposure
control, noise, tone curve, H.264), so that flashes, glow and saturation behave as in real night
footage. Nothing here shows a real place or event. Run `python -m samples.generate` from the root
of the repository.
"""
