"""Civil documents through an outage: packages are layers, modules are nouns.

The nouns, in the order of an outage's life, have the same file name in every layer:

    offices staff catalogue -> outages -> orders -> filings -> papers documents certificates
    -> ledger -> matching -> reconciliation -> settlements messages -> registrations -> closings,
    with journal (what was done), access (who looked), keys, verification (what a bank asks)
    and near_misses (what almost went wrong) beside them.

    domain/       the rules: plain Python, no Django, no clock, no I/O
    models/       the tables, their constraints and their state machines
    permissions   one table: role -> deeds
    sealing/      keys, signatures, the mark, the trust list, encrypted fields
    queries/      the questions: read-only
    actions/      the deeds: the only code that writes
    printing/     paper: a frozen sheet in, PDF bytes out
    main_system/  the system that is down: its files, its feed, and a simulator of it
    tasks         Celery: sweeps over waiting rows, one action a row
    web/ api/     pages for people, JSON for verifiers
    management/   commands: parse, then one action

Data flows one way: web, api, management, tasks -> actions -> models -> sealing -> domain.
"""
