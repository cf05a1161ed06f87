"""A setting of the environment that cannot be used: whatever is started says so in one line, and does not start."""


class SettingUnfit(ValueError):
    """The environment says something that cannot be read; ``wanted`` tells how to write it."""

    def __init__(self, setting: str, given: str, wanted: str) -> None:
        super().__init__(f"{setting} is {given}, which cannot be used: write it as {wanted}")
        self.setting = setting
