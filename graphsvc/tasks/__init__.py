"""Tasks (任务): dispatched top-down, reported bottom-up, handed over sideways, with checklists and repetition."""

from graphsvc.tasks.api.types import (
    Assignment,
    ChecklistItem,
    CommunityTasks,
    GridTasks,
    SubdistrictTasks,
    Task,
    TaskStep,
    UnitTasks,
)

TYPES = (ChecklistItem, Task, Assignment, TaskStep)
ADDITIONS = (SubdistrictTasks, CommunityTasks, GridTasks, UnitTasks)
