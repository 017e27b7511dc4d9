"""A Data Query client against Sluice, started by its command line. `pytest`, or `python3 -m unittest`, with nothing else."""

import json
import os
import shlex
import subprocess
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

SLUICE = shlex.split(os.environ.get("SERVER_COMMAND", "npx sluice"))
CREDENTIALS = {
    "client_id": "5c1ce000-0000-4000-8000-000000000001",
    "client_secret": "sluice-dev-secret",
}
ENDED = {"completed", "failed", "cancelled"}


class Server:
    """`sluice serve` on a free port, with temporary data; gone at the end of its `with` block."""

    def __enter__(self):
        command = [*SLUICE, "serve", "--port", "0", "--ephemeral", "--seed", "none"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.url = ready["url"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def call(self, method, path, body=None, token=None, form=None):
        headers = {}
        data = None
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
        elif body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as reply:
            text = reply.read()
            return json.loads(text) if text else None


class Client:
    def __init__(self, server):
        self.server = server
        self.sign_in()

    def sign_in(self):
        form = {**CREDENTIALS, "grant_type": "client_credentials"}
        self.token = self.server.call("POST", "/oauth/token", form=form)["access_token"]

    def call(self, method, path, body=None):
        try:
            return self.server.call(method, path, body, self.token)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 401:
                raise
            self.sign_in()
            return self.server.call(method, path, body, self.token)

    def submit(self, query):
        body = {"query": query, "outputFormat": "CSV", "compression": "NONE", "output": {"target": "S3"}}
        return self.call("POST", "/query/jobs", body)["data"]["id"]

    def status(self, job):
        return self.call("GET", f"/query/jobs/{job}")["data"]["queryStatus"]

    def ended(self, job):
        for _ in range(1000):
            status = self.status(job)
            if status in ENDED:
                return status
            time.sleep(0.02)
        raise AssertionError(f"job {job} does not end")


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        cls.client = Client(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def hold(self, at):
        """Holds the next job at a gate; answers a job that waits there, and the rule."""
        lab = "/sluice/v1/lab"
        rule = self.client.call("POST", f"{lab}/rules", {"at": at, "do": {"hold": True}})
        job = self.client.submit("SELECT 42 AS answer")
        waiting = self.client.call("GET", f"{lab}/rules/{rule['id']}?wait=30s")["waiting"]
        self.assertEqual(len(waiting), 1)
        return job, rule["id"]

    def test_a_held_job_completes_once_it_is_let_go(self):
        job, rule = self.hold("before-publish")
        self.assertEqual(self.client.status(job), "in_progress")
        self.client.call("POST", f"/sluice/v1/lab/rules/{rule}/release")
        self.assertEqual(self.client.ended(job), "completed")

    def test_a_stop_ends_a_held_job(self):
        job, _ = self.hold("running")
        self.client.call("DELETE", f"/query/jobs/{job}")
        self.assertEqual(self.client.ended(job), "cancelled")

    def test_two_hours_later_the_job_is_beyond_its_time(self):
        job, _ = self.hold("running")
        self.client.call("POST", "/sluice/v1/lab/clock", {"advance": "2h"})
        self.assertEqual(self.client.ended(job), "failed")


if __name__ == "__main__":
    unittest.main()
