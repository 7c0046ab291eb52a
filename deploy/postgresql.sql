-- Roles and database of one installation; run once as a superuser (docs/how-to/postgresql.md).
-- `silian` owns the tables; `silian_app` does the work and sees one consortium at a time.
-- Neither may bypass row-level security.
CREATE ROLE silian_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE silian LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
GRANT silian_app TO silian;
CREATE DATABASE silian OWNER silian ENCODING 'UTF8' TEMPLATE template0;
