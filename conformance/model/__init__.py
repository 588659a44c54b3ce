"""The values everything else speaks in: cases, specs, targets, operations, results. Imports nothing of ours."""
