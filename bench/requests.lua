-- wrk: sends the requests that the file BENCH_REQUESTS lists, one JSON-free line each:
-- METHOD, path, headers ("Name: value" joined by "|") and body, parted by tabs; "@" in it becomes a running number.
local lines, at, sent = {}, 0, 0
local stamp = os.getenv("BENCH_STAMP") or "0"

function init(_)
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    lines[#lines + 1] = line
  end
end

function request()
  at = at % #lines + 1
  sent = sent + 1
  local method, path, headers, body = lines[at]:gsub("@", stamp .. "-" .. sent):match("([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)")
  local found = {}
  for name, value in headers:gmatch("([^:|]+): ([^|]*)") do
    found[name] = value
  end
  return wrk.format(method, path, found, body ~= "" and body or nil)
end

function done(_, latency, _)
  io.write(string.format("percentiles_us %d %d %d\n", latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
