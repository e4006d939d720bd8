"""Shots, keyframes and perceptual hashes."""
