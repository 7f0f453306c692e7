"""Says what a report of wapiti found, by kind; ends with 1 where anything but information was."""
import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
wrong = 0
for part in ("vulnerabilities", "anomalies", "additionals"):
    for name, found in sorted(report[part].items()):
        for one in found:
            level = one.get("level", 0)
            serious = part != "additionals" and level > 0
            wrong += serious
            print(f"{part} {name} level {level}: {one.get('method')} {one.get('path')} {one.get('parameter') or ''} {one.get('info')}")
infos = report["infos"]
print(f"{infos.get('crawled_pages_nbr', '?')} pages looked at, {wrong} findings above information")
sys.exit(1 if wrong else 0)
