/**
 * The first claimable job of each tenant, family and lane that has one, with how many of the lane are owned.
 * Parameter: business time. Jobs that wait for their session are a part of the index of their own, which is not read.
 *
 * `lanes` steps from one lane to the next along the index of waiting jobs, so that ten thousand waiting jobs of one
 * lane cost no more than one (a comparison of row values would do the same, but SQLite uses only its first column).
 */
export const LANE_HEADS = `
with recursive lanes(seq) as (
  select (select seq from jobs where state = 'queued' and owner is null
          order by tenant, family, lane limit 1)
  union all
  select coalesce(
    (select later.seq from jobs as later
     where later.state = 'queued' and later.owner is null
       and later.tenant = here.tenant and later.family = here.family and later.lane > here.lane
     order by later.lane limit 1),
    (select later.seq from jobs as later
     where later.state = 'queued' and later.owner is null
       and later.tenant = here.tenant and later.family > here.family
     order by later.family, later.lane limit 1),
    (select later.seq from jobs as later
     where later.state = 'queued' and later.owner is null and later.tenant > here.tenant
     order by later.tenant, later.family, later.lane limit 1))
  from lanes join jobs as here on here.seq = lanes.seq
),
heads(seq) as (
  select (select first.seq from jobs as first
          where first.state = 'queued' and first.owner is null
            and first.tenant = lane.tenant and first.family = lane.family and first.lane = lane.lane
            and first.session_waits = 0 and first.runnable_at <= ?
          order by first.seq limit 1)
  from lanes join jobs as lane on lane.seq = lanes.seq
)
select head.id, head.tenant, head.family, head.lane, head.displaced, head.max_running,
  (select count(*) from jobs as busy
   where busy.owner is not null
     and busy.tenant = head.tenant and busy.family = head.family and busy.lane = head.lane)
from heads join jobs as head on head.seq = heads.seq
order by head.tenant, head.family, head.lane`;
