"""Past one machine: the same grading on the workers of a Dask cluster.

client: the pipeline's side, in place of `here.Here` · node: what runs in each Dask worker ·
local: a cluster on this machine, to try it.

The client reads and repairs what was handed in (`reading`) and computes each seed, so neither
files nor the course's secret need be where the work is done. A worker gets one submission as plain
data, runs it in its own sandbox exactly as a local worker would, and sends back an `Examined`. The
client alone writes: gradebook, `autograded/` and journal stay where they are.
"""
