-- SPDX-License-Identifier: GPL-3.0-or-later
-- Fills an empty database with $CALLS calls of one year in the shape of a call centre: three tenants (90, 8 and 2 %),
-- 500 users in 20 groups, two thirds incoming, two parties and three files a call, names on a third of the outer
-- numbers, every 50th call with a third party, every 20th without any user of ours.
INSERT INTO tenants (uuid, name, created_ms) SELECT gen_random_uuid(), 'tenant ' || n, 0 FROM generate_series(1, 3) n;
--;;
INSERT INTO groups (id, tenant_id, name) SELECT gen_random_uuid(), t.id, 'group ' || n FROM generate_series(1, 20) n
    CROSS JOIN LATERAL (SELECT id FROM tenants WHERE name = 'tenant ' || CASE WHEN n <= 16 THEN 1 WHEN n <= 18 THEN 2 ELSE 3 END) t;
--;;
CREATE TEMP TABLE people AS SELECT row_number() OVER (ORDER BY g.tenant_id, g.id, k) - 1 AS n, g.tenant_id, g.id AS group_id, gen_random_uuid() AS user_id,
    (1000 + (row_number() OVER (ORDER BY g.tenant_id, g.id, k)))::text AS extension,
    (ARRAY['Alma','Bruno','Celia','Dario','Edda','Falk','Gesa','Hanno','Ilka','Jakob','Kaja','Lennart','Mirja','Nuri','Oskar','Pia',
           'Quirin','Runa','Silvan','Tilda','Ulf','Vera','Wanja','Xenia','Yannis','Zita'])[1 + s % 26] || ' ' ||
    (ARRAY['Adler','Behrens','Cordes','Dreher','Eggert','Fabian','Gruber','Harms','Imhof','Jansen','Kessler','Lorenz','Marquardt','Naumann',
           'Ostermann','Petersen','Quandt','Reuter','Sander','Thiele'])[1 + (s / 26) % 20] AS name
    FROM groups g CROSS JOIN generate_series(1, 25) k CROSS JOIN LATERAL (SELECT (abs(hashtext(g.id::text || k)) % 520)::integer AS s) h;
--;;
INSERT INTO users (id, tenant_id, login, name, home_group, created_ms) SELECT user_id, tenant_id, 'user' || n, name, group_id, 0 FROM people;
--;;
INSERT INTO user_extensions (tenant_id, extension, user_id) SELECT tenant_id, extension, user_id FROM people;
--;;
SELECT ensure_month(month) FROM generate_series(now() - interval '13 months', now() + interval '1 month', interval '1 month') month;
--;;
ALTER TABLE people ADD PRIMARY KEY (n);
--;;
CREATE TEMP TABLE filled AS
WITH raw AS (
    SELECT i, floor(extract(epoch FROM now() - interval '365 days') * 1000 + i * (365 * 86400000.0 / $CALLS))::bigint AS ms,
        hashtext('a' || i)::bigint + 2147483648 AS h1, hashtext('b' || i)::bigint + 2147483648 AS h2, hashtext('c' || i)::bigint + 2147483648 AS h3
    FROM generate_series(0, $CALLS - 1) i)
SELECT i, ms, h1, h2, h3,
    (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(h1 % 4096), 3, '0') || '9' || lpad(to_hex(h2), 8, '0') || lpad(to_hex(h3 % 268435456), 7, '0'))::uuid AS id,
    3000 + (-ln((1 + h1 % 99991) / 100000.0) * 180000)::bigint AS duration,
    h2 % 3 < 2 AS incoming, h3 % 20 = 0 AS unassigned, h3 % 50 = 1 AS third, h1 % 3 = 0 AS named,
    '+49' || (ARRAY['30','40','69','89','211','221','341','351','511','711'])[1 + h1 % 10] || (1000000 + (h2 * 7919 + h1) % 89999999)::text AS outer_number,
    (ARRAY['Anke','Bernd','Carla','Detlef','Emil','Frauke','Gerd','Heike','Ingo','Jutta','Karl','Lotte'])[1 + h2 % 12] || ' ' ||
    (ARRAY['Wagner','Krause','Seidel','Vogt','Busch','Haas','Brandt','Pohl','Kuhn','Winter','Sommer','Ernst','Graf','Jung','Otto'])[1 + h3 % 15] AS outer_name,
    CASE WHEN h2 % 100 < 90 THEN h1 % 400 WHEN h2 % 100 < 98 THEN 400 + h1 % 50 ELSE 450 + h1 % 50 END AS person
FROM raw ORDER BY i;
--;;
INSERT INTO calls (id, connect_ms, disconnect_ms, duration_ms, tenant_id, flags, state, from_number, to_number, other_numbers,
    from_name, to_name, names_key, associated)
SELECT f.id, ms, ms + duration, duration, tenant_id, CASE WHEN h2 % 200 = 0 THEN 1 ELSE 0 END, CASE WHEN h3 % 500 = 0 THEN 3 ELSE 1 END,
    CASE WHEN incoming THEN outer_number ELSE extension END, CASE WHEN incoming THEN extension ELSE outer_number END,
    CASE WHEN third THEN E'\n' || (2000 + h1 % 400) || E'\n' ELSE '' END,
    CASE WHEN NOT incoming THEN name WHEN named THEN outer_name ELSE '' END, CASE WHEN incoming THEN name WHEN named THEN outer_name ELSE '' END,
    E'\n' || lower(name) || E'\n' || CASE WHEN named THEN lower(outer_name) || E'\n' ELSE '' END,
    CASE WHEN unassigned THEN '{}' ELSE ARRAY[user_id, group_id] END
FROM filled f JOIN people p ON p.n = f.person ORDER BY i;
--;;
INSERT INTO call_details (call_id, tenant_id, reason, recorder, interface, peer, protocol_call_id, session_id, group_id, streams, gaps)
SELECT f.id, tenant_id, '', 'recorder-1', 'siprec', '192.0.2.20', substr(md5('p' || i), 1, 20) || '@192.0.2.20', substr(md5('s' || i), 1, 24), '',
    format('[[0,"1","PCMU",0,0,%s],[1,"2","PCMU",1,0,%s]]', duration / 20, duration / 20)::json,
    '[]'
FROM filled f JOIN people p ON p.n = f.person ORDER BY i;
--;;
INSERT INTO participants (call_id, join_ms, leave_ms, tenant_id, port, position, stream, channel, calling, number, name, aor, participant_id,
    ip_address, extension, user_id, group_id)
SELECT f.id, 0, duration, tenant_id, 20000 + h1 % 20000, k, k, k, (k = 0) = incoming,
    CASE k WHEN 0 THEN outer_number ELSE p.extension END, CASE WHEN k = 1 THEN name WHEN named THEN outer_name ELSE '' END,
    'sip:' || CASE k WHEN 0 THEN outer_number ELSE p.extension END || '@pbx.example.com', substr(md5(k || 'q' || i), 1, 24),
    CASE k WHEN 0 THEN '192.0.2.20' ELSE '198.51.100.' || (h1 % 250) END,
    CASE WHEN k = 1 AND NOT unassigned THEN p.extension ELSE '' END,
    CASE WHEN k = 1 AND NOT unassigned THEN user_id END, CASE WHEN k = 1 AND NOT unassigned THEN group_id END
FROM filled f JOIN people p ON p.n = f.person CROSS JOIN generate_series(0, 1) k ORDER BY i, k;
--;;
INSERT INTO media_files (call_id, size, tenant_id, position, kind, storage_target, format, path, sha256)
SELECT f.id, CASE k WHEN 0 THEN duration * 4 WHEN 1 THEN duration / 5 ELSE 4000 END, tenant_id, k, k + 1, 1,
    (ARRAY['mp3','peaks','sip'])[k + 1],
    'tenant ' || tenant_id || to_char(to_timestamp(ms / 1000), '/YYYY/MM/DD/') || '%{id}.' || (ARRAY['mp3','peaks','sip'])[k + 1],
    sha256((k || 'f' || i)::bytea)
FROM filled f JOIN people p ON p.n = f.person CROSS JOIN generate_series(0, 2) k ORDER BY i, k;
--;;
DROP TABLE filled, people;
