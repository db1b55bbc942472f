-- wrk script: sends the lines of a thread's file. Files are named PREFIX.0, PREFIX.1, … by the thread's number; the kind
-- and PREFIX come after `--` on wrk's command line. Kind `forms`: each line is posted once, and threads stop when their
-- file is used up. Kind `requests`: each line is a whole request, with \1 for each end of a line in it; they are sent over
-- and over.

local ffi = require("ffi")
ffi.cdef [[
    typedef struct { long seconds; long nanoseconds; } bench_timespec;
    int clock_gettime(int clock, bench_timespec *time);
]]

local MONOTONIC = 1
local threads = {}

local function now()
    local time = ffi.new("bench_timespec")
    ffi.C.clock_gettime(MONOTONIC, time)
    return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    began, ended, sent, dry = 0, 0, 0, 0
    lines = assert(io.open(arguments[2] .. "." .. number)):lines()
    if arguments[1] == "requests" then
        requests = {}
        for line in lines do
            requests[#requests + 1] = line:gsub("\1", "\r\n")
        end
    end
    headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Accept"] = "text/html" }
    -- Before it starts, wrk asks the first thread for one request, to see whether the script pipelines, and drops it.
    probed = number ~= 0
end

function request()
    if requests then
        sent = sent + 1
        return requests[sent % #requests + 1]
    end
    if not probed then
        probed = true
        return wrk.format("POST", nil, headers, "")
    end
    if sent == 0 then
        began = now()
    end
    local body = lines()
    if body then
        sent = sent + 1
    elseif dry == 0 then
        dry, ended = 1, now()
        wrk.thread:stop()
    end
    return wrk.format("POST", nil, headers, body or "")
end

function done(summary, latency)
    local sent_in_all, dry_threads, from, to = 0, 0, math.huge, 0
    for _, thread in ipairs(threads) do
        sent_in_all = sent_in_all + thread:get("sent")
        dry_threads = dry_threads + thread:get("dry")
        from = math.min(from, thread:get("began"))
        to = math.max(to, thread:get("ended"))
    end
    -- When the files ran out early, wrk's own duration holds idle time.
    local seconds = summary.duration / 1e6
    if dry_threads == #threads then
        seconds = to - from
    end
    local errors = summary.errors
    io.write(string.format(
        "BENCH requests=%d seconds=%.3f rate=%.0f p50_ms=%.2f p99_ms=%.2f max_ms=%.2f "
            .. "status=%d socket=%d sent=%d dry=%d\n",
        summary.requests, seconds, summary.requests / seconds, latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, latency.max / 1000, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, sent_in_all, dry_threads))
end
