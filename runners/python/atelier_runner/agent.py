"""A key of an SSH agent: the server relays what is signed, and the key never comes here."""

import base64

HASHES = {"rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512"}


def relayed_key(channel, public_key, paramiko):
    content = next(word for word in public_key.split() if word.startswith("AAAA"))

    class RelayedKey(paramiko.PKey):
        def __init__(self):
            self.blob = base64.b64decode(content)
            self.public_blob = None
            self.name = paramiko.Message(self.blob).get_text()

        def asbytes(self):
            return self.blob

        def get_name(self):
            return self.name

        def can_sign(self):
            return True

        def sign_ssh_data(self, data, algorithm=None):
            wanted = {"publicKey": content, "data": base64.b64encode(bytes(data)).decode()}
            if algorithm in HASHES:
                wanted["hash"] = HASHES[algorithm]
            answer = channel.ask({"sign": wanted})
            if "signature" not in answer:
                raise paramiko.SSHException(answer.get("error") or "The agent signs nothing.")
            signed = paramiko.Message()
            signed.add_string(algorithm or self.name)
            signed.add_string(base64.b64decode(answer["signature"]))
            return signed

    return RelayedKey()
