"""Two loggers of Python, with what the others log: loguru, and the LakeTrace for Python that this one comes from.

usage: python_loggers.py loguru|laketrace DIRECTORY RECORDS
"""
import contextlib
import json
import os
import signal
import sys
import time

BURST = 1000


def sample(index):
    body = f"loaded partition {index:07d} of table sales.orders into the lake after 3 retries, done."
    fields = {
        "run.id": "run-20260131-0007",
        "stage": "load",
        "table": "sales.orders",
        "rows": index,
        "seconds": 1.25,
        "retried": index % 7 == 0,
    }
    return body, fields


def loguru(directory):
    from loguru import logger

    def serialize(record):
        fields = {"time": record["time"].isoformat(), "level": record["level"].name, "message": record["message"]}
        record["extra"]["line"] = json.dumps({**fields, **record["extra"]})

    logger.remove()
    logger.add(os.path.join(directory, "app.log"), format="{extra[line]}", rotation="10 MB", retention=1000)
    logger.configure(patcher=serialize)

    def log(index):
        body, fields = sample(index)
        logger.bind(**fields).info(body)

    return log, logger.remove


def laketrace(directory):
    from laketrace import get_logger

    options = {"log_dir": directory, "stdout": False, "rotation_mb": 10, "retention_files": 1000, "mask_pii": True}
    logger = get_logger("app", options)
    # Its search for a platform leaves an alarm that ends the process two seconds after.
    signal.alarm(0)

    def log(index):
        body, fields = sample(index)
        logger.info(body, **fields)

    return log, logger.close


def main(name, directory, records):
    # The LakeTrace for Python prints what it does while it starts.
    with contextlib.redirect_stdout(sys.stderr):
        log, finish = {"loguru": loguru, "laketrace": laketrace}[name](directory)
        cpu, start = time.process_time(), time.perf_counter()
        for index in range(records):
            log(index)
            if index % BURST == BURST - 1:
                time.sleep(0)
        emitted = time.perf_counter() - start
        finish()
        finished = time.perf_counter() - start
        cpu = time.process_time() - cpu
    print(json.dumps({"emitted": records / emitted, "finished": records / finished, "cpu": cpu * 1e6 / records}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
