-- One request after another to BENCH_PATH; %d in it becomes one of BENCH_IDS, and a body gets keys.
local path = os.getenv("BENCH_PATH")
local body = os.getenv("BENCH_BODY")
local ids = {}
for id in (os.getenv("BENCH_IDS") or ""):gmatch("[^,]+") do ids[#ids + 1] = id end
local run = tostring(os.time()) .. tostring(math.random(1e9))
local number = 0

wrk.headers["Accept-Encoding"] = "identity"
if os.getenv("BENCH_COOKIE") then wrk.headers["Cookie"] = os.getenv("BENCH_COOKIE") end
if os.getenv("BENCH_TOKEN") then wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN") end

function request()
  number = number + 1
  local id = ids[#ids > 0 and (number % #ids) + 1 or 1]
  local to = id and path:gsub("%%d", (id:gsub(":.*", ""))) or path
  if not body then return wrk.format("GET", to) end
  local filled = body:gsub("KEY", run .. "-" .. number)
  if id then
    local household, home = id:match("(%d+):(%d+)")
    filled = filled:gsub("HOUSEHOLD", household):gsub("HOME", home)
  end
  wrk.headers["Content-Type"] = "application/json"
  return wrk.format("POST", to, nil, filled)
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.read + summary.errors.timeout
  io.write(string.format("FIGURES %.1f %.1f %.1f %d\n",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, failed))
end
