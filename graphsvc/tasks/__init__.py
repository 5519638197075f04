"""Tasks (任务): dispatched top-down, reported bottom-up, handed over sideways, with checklists and repetition."""
