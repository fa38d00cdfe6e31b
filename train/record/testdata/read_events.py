"""Prints every scalar of a folder of event files, as TensorBoard reads them.

python3 read_events.py FOLDER        (pip install tensorboard)
"""

import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
events.Reload()
for tag in sorted(events.Tags()["scalars"]):
    print(tag, *(f"{e.step}:{float(format(e.value, '.6g'))}" for e in events.Scalars(tag)))
