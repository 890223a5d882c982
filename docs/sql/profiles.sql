-- Made from src/domain/code/disease.rs by `UPDATE=1 cargo test --test agency_sql`.
INSERT INTO pendamping.profile (code, follow_up_days, given_days, given_months) VALUES
    ('covid19_kmk413', 14, '{}', '{}'),
    ('covid19_kmk4641', 14, '{}', '{}'),
    ('covid19_who2022', 14, '{}', '{}'),
    ('ebola', 21, '{}', '{}'),
    ('mpox', 21, '{}', '{}'),
    ('measles', 21, '{}', '{}'),
    ('diphtheria', 7, '{}', '{}'),
    ('tb', NULL, '{}', '{0,6,12,18,24}'),
    ('mers', 14, '{}', '{}'),
    ('plague', 7, '{}', '{}'),
    ('lassa', 21, '{}', '{}'),
    ('influenza_new', 17, '{}', '{}'),
    ('cholera', 5, '{}', '{}');
