"""What an address asks of PostgreSQL's server is asked of it, and what the server refuses is said."""

import pytest

pytestmark = pytest.mark.only_on("postgresql")


@pytest.mark.parametrize("asked", [("doctor",), ("migrate",), ("backup", "/nowhere/kept.guanjia")])
def test_no_house_is_opened_in_clear_where_encryption_is_asked_for(house, own_database, asked):
    code, said = house(*asked, GUANJIA_DATABASE_URL=f"{own_database}?sslmode=require")

    assert code == 1
    assert "does not support SSL" in said
    assert "Traceback" not in said


def test_what_nobody_knows_is_refused_by_the_variables_name(house, own_database):
    code, said = house("doctor", GUANJIA_DATABASE_URL=f"{own_database}?sslmood=require")

    assert code == 1
    assert "GUANJIA_DATABASE_URL asks for sslmood" in said
    assert "Traceback" not in said


def test_a_backup_is_written_by_the_name_that_is_asked_for(house, own_database, tmp_path):
    """The server's programs are told the same as the house, or they would connect in clear."""
    seen, told = tmp_path / "seen", tmp_path / "programs"
    told.mkdir()
    program = told / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$PGAPPNAME $PGSSLMODE" > {seen}\nexit 1\n')
    program.chmod(0o755)

    house(
        "backup",
        str(tmp_path / "kept.guanjia"),
        GUANJIA_DATABASE_URL=f"{own_database}?application_name=ours&sslmode=prefer",
        PATH=f"{told}:/usr/bin:/bin",
    )

    assert seen.read_text().split() == ["ours", "prefer"]
