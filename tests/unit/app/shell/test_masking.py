"""Secrets in commands, where programs take them."""

import pytest

from app.shell.masking import masked


@pytest.mark.parametrize(
    "command",
    [
        "mysql -u root -phunter2 db",
        "mysqldump --password=hunter2 db",
        "sshpass -p hunter2 ssh host",
        "docker login -u me -p hunter2",
        "curl -u me:hunter2 https://harbour.example",
        "curl --user 'me:hunter2' https://harbour.example",
        "PGPASSWORD=hunter2 psql",
        "export API_TOKEN=hunter2",
        "set -x API_TOKEN hunter2",
        "tool --token hunter2 --verbose",
        "tool --client-secret='hunter2 and more' run",
        "echo hunter2 | sudo -S ls",
        "openssl enc -pass pass:hunter2 -in f",
        "redis-cli -a hunter2 ping",
        "htpasswd -b file user hunter2",
        "7z x -phunter2 a.7z",
        "unzip -P hunter2 a.zip",
        "passwd --stdin <<< hunter2",
        "ssh-keygen -t ed25519 -N hunter2",
        "kubectl create secret generic x --from-literal=password=hunter2",
        "psql postgres://me:hunter2@host/db",
        "smbclient //host/share -U me%hunter2",
        "ldapsearch -x -w hunter2",
    ],
)
def test_a_secret_is_masked_and_the_command_stays(command: str) -> None:
    told = masked(command)
    assert "hunter2" not in told
    assert told.startswith(command[:3])


@pytest.mark.parametrize(
    "command",
    [
        "git commit -m 'fix the password reset'",
        'tool --password=$PW --token "$(cat token)"',
        "git log --author anna",
        "ssh -i ~/.ssh/id host",
        "mkdir -p a/b; docker run -p 80:80 nginx",
        "passwd ida",
        "python -m pytest -k token",
        "git push --force-with-lease",
    ],
)
def test_a_command_without_a_secret_stays_as_it_is(command: str) -> None:
    assert masked(command) == command
