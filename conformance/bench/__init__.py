"""`conformance bench`: how fast the suite and its emulator are, as ratios of two measurements of one run.

Seconds differ from machine to machine and from hour to hour; a ratio of two things done in turns, on the same machine
and in the same run, says more. Nothing here passes or fails.
"""
