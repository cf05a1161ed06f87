-- Guard 11: a seal holds exactly its leaves, and the heads are one chain.
--
-- What it refuses
--   seals_are_one_chain        a seal whose previous head is not the last head before it, a seal before an earlier
--                              closed month is sealed or after a later one is, or of a month that is not closed
--   seal_head_is_its_digest    a seal whose head is not the SHA-256 of its previous head, month, size and root
--   seal_has_its_leaves        a seal that says more leaves than it has when the transaction commits
--   seal_leaf_within_its_tree  a leaf beyond the size its seal says, or before the seal
--   statement_before_its_seal  a statement of a month that is sealed
--
-- Why so. The heads are published; a second head for a month, or a leaf slipped in later, would let two people hold
-- proofs that contradict each other. All places of a tree are filled when its transaction ends and none lies beyond
-- them, so that nothing can be added afterwards. The root itself (RFC 6962) is computed again by `prove`.
CREATE FUNCTION seals_are_one_chain() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    previous bytea;
    lines text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('seals are one chain', 0));
    SELECT head INTO previous FROM ledger_seal WHERE closing_id < NEW.closing_id ORDER BY closing_id DESC LIMIT 1;
    IF NEW.previous_head <> coalesce(previous, decode(repeat('00', 32), 'hex'))
       OR EXISTS (SELECT FROM ledger_seal WHERE closing_id > NEW.closing_id)
       OR NOT EXISTS (SELECT FROM ledger_closing WHERE period_id = NEW.closing_id)
       OR EXISTS (SELECT FROM ledger_closing closing WHERE period_id < NEW.closing_id
                  AND NOT EXISTS (SELECT FROM ledger_seal seal WHERE seal.closing_id = closing.period_id)) THEN
        RAISE EXCEPTION 'the seal of % does not follow the one before it', NEW.closing_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seals_are_one_chain', TABLE = 'ledger_seal';
    END IF;
    lines := concat_ws(chr(10), 'henrei-head/1', encode(NEW.previous_head, 'hex'),
                       to_char(NEW.closing_id, 'YYYY-MM'), NEW.tree_size, encode(NEW.root, 'hex'), '');
    IF NEW.head <> sha256(convert_to(lines, 'UTF8')) OR octet_length(NEW.root) <> 32 THEN
        RAISE EXCEPTION 'the head of % is not the digest of what it says', NEW.closing_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_head_is_its_digest', TABLE = 'ledger_seal';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seals_are_one_chain BEFORE INSERT ON ledger_seal
    FOR EACH ROW EXECUTE FUNCTION seals_are_one_chain();
ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER seals_are_one_chain;

CREATE FUNCTION seal_has_its_leaves() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    leaves bigint;
BEGIN
    SELECT count(*) INTO leaves FROM ledger_sealleaf WHERE seal_id = NEW.closing_id;
    IF leaves <> NEW.tree_size THEN
        RAISE EXCEPTION 'the seal of % has % leaves and says %', NEW.closing_id, leaves, NEW.tree_size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_has_its_leaves', TABLE = 'ledger_seal';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER seal_has_its_leaves AFTER INSERT ON ledger_seal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal_has_its_leaves();
ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER seal_has_its_leaves;

CREATE FUNCTION seal_leaf_within_its_tree() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    beyond record;
BEGIN
    SELECT added.seal_id, added.index INTO beyond FROM added
        LEFT JOIN ledger_seal seal ON seal.closing_id = added.seal_id
        WHERE (added.index < seal.tree_size) IS NOT TRUE LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the tree of % has no place %', beyond.seal_id, beyond.index
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_leaf_within_its_tree', TABLE = 'ledger_sealleaf';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER seal_leaf_within_its_tree AFTER INSERT ON ledger_sealleaf
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_leaf_within_its_tree();
ALTER TABLE ledger_sealleaf ENABLE ALWAYS TRIGGER seal_leaf_within_its_tree;

CREATE FUNCTION statement_before_its_seal() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sealed date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('seals are one chain', 0));
    SELECT added.closing_id INTO sealed FROM added JOIN ledger_seal seal ON seal.closing_id = added.closing_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the statements of % are sealed', sealed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_before_its_seal', TABLE = 'ledger_statement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER statement_before_its_seal AFTER INSERT ON ledger_statement
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statement_before_its_seal();
ALTER TABLE ledger_statement ENABLE ALWAYS TRIGGER statement_before_its_seal;
