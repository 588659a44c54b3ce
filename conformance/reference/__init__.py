"""The oracle: digests, AES and envelopes from published formats. Imports nothing of ours."""
