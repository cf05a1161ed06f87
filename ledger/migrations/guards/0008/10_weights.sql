-- Guard 10: comparisons of weight files stay as they were recorded, and sums of usage are drawn up, never edited.
--
-- What it refuses
--   book_is_append_only   UPDATE, DELETE and TRUNCATE of weight comparisons and their parts
--   (no right)            UPDATE and TRUNCATE of usage counts, for the application
--
-- Why so. A comparison is evidence that a model was trained from scratch, and it is published: a figure that can be
-- edited afterwards proves nothing. Another comparison is another row. Usage counts only say again what usage says;
-- they are removed and drawn up anew after each matching.
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['ledger_weightcomparison', 'ledger_weightpart'] LOOP
        EXECUTE format('CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_is_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;
REVOKE UPDATE, TRUNCATE ON ledger_usagecount FROM henrei_app;
