class GlobalState:
    """What all tasks of a run share."""

    def __init__(self, dry_run=False, failed_hosts=None):
        self.dry_run = dry_run
        self.failed_hosts = failed_hosts or set()
