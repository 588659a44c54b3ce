"""Proof that the suite can fail: spoiled answers, and stores that are broken on purpose.

An expectation that holds for a wrong answer too proves nothing. So every answer that the honest emulator gave is made
wrong in each fact that a case expects of it (`spoil`), and every case is carried out on emulators with a fault
(`matrix`): the verdict must change. It stands at the edge, as it opens subjects like `run` does.
"""
