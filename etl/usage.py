"""What the command line says to a command that was typed wrong: one line with what it takes and where help is."""

import typer

PROGRAM = "python -m etl"
SHORTEST = 11  # characters of a reason; a test of the committed expectations asks the same


def sentence(text: str) -> str:
    """A reason as it may stand in a committed file. Raises BadParameter for a stand-in such as REASON?"""
    if len(text.strip()) < SHORTEST or "REASON" in text:
        raise typer.BadParameter(f"expected a reason of at least {SHORTEST} characters, found {text!r}.")
    return text.strip()


def line(error: typer.TyperException) -> str:
    """What is wrong, then `Expected: python -m etl expect --reason [--edition].`, then where help is."""
    context = getattr(error, "ctx", None)
    found = " ".join(error.format_message().split())
    if context is None:
        return f"{found} Help: {PROGRAM} --help"
    return f"{found} Expected: {_expected(context)}. Help: {context.command_path} --help".lstrip()


def _expected(context: typer.Context) -> str:
    """The command with its arguments and options, or the verbs of a group."""
    verbs = getattr(context.command, "commands", None)
    if verbs is not None:
        return f"{context.command_path} COMMAND, one of {', '.join(verbs)}"
    return " ".join([context.command_path, *(_shown(param) for param in context.command.params)])


def _shown(param) -> str:
    name = param.opts[0] if param.param_type_name == "option" else (param.name or "").upper()
    return name if param.required else f"[{name}]"
