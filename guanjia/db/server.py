"""What PostgreSQL's driver and programs are told of the house's server, beside Django."""

from django.db import OperationalError, connection


def said_to_server() -> dict[str, str]:
    """Return what the address of the database says, as the driver names it; of PostgreSQL alone."""
    where = connection.settings_dict
    ours = {"pool", "server_side_binding", "prepare_threshold"}
    said = {name: value for name, value in where["OPTIONS"].items() if name not in ours}
    said |= {"host": where["HOST"], "port": where["PORT"], "user": where["USER"]}
    said |= {"password": where["PASSWORD"], "dbname": where["NAME"]}
    return {name: str(value) for name, value in said.items() if value}


def as_variables(said: dict[str, str]) -> dict[str, str]:
    """Return the same as the variables by which programs of the server are told it."""
    from psycopg.pq import Conninfo  # A house on SQLite needs no driver.

    named = {one.keyword.decode(): (one.envvar or b"").decode() for one in Conninfo.get_defaults()}
    return {named[name]: value for name, value in said.items() if named.get(name)}


def check_lets_us_in(seconds: float) -> None:
    """
    Pass if the server gives this house a connection.

    :raises OperationalError: with what the server has against it
    """
    import psycopg

    patience = {"connect_timeout": str(max(2, int(seconds)))}
    try:
        psycopg.connect(**(patience | said_to_server())).close()  # type: ignore[arg-type]  # words
    except psycopg.OperationalError as error:
        raise OperationalError(str(error)) from error
