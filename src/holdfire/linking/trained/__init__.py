"""The trained comparison: claims as columns, pairs as rows of features, a shipped model, calibrated probabilities.

Needs the extra `link` (numpy, scipy, LightGBM); nothing outside this folder imports them.
"""
