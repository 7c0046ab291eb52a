"""Addresses of this part, below /c/<slug>/governance/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import ballots, elections, papers, recusals, resolutions, voting

urls: list[URLPattern | URLResolver] = [
    path("ballots/", ballots.ballot_list, name="ballot_list"),
    path("ballots/mine/", ballots.my_votes, name="my_votes"),
    path("ballots/new/", ballots.ballot_new, name="ballot_new"),
    path("ballots/recount.py", ballots.recount, name="recount_script"),
    path("ballots/<str:ref>/", ballots.ballot_detail, name="ballot_detail"),
    path("ballots/<str:ref>/edit/", ballots.ballot_edit, name="ballot_edit"),
    path("ballots/<str:ref>/open/", ballots.ballot_open, name="ballot_open"),
    path("ballots/<str:ref>/close/", ballots.ballot_close, name="ballot_close"),
    path("ballots/<str:ref>/void/", ballots.ballot_void, name="ballot_void"),
    path("ballots/<str:ref>/export.json", ballots.ballot_export, name="ballot_export"),
    path("ballots/<str:ref>/paper/", papers.paper, name="ballot_paper"),
    path("ballots/<str:ref>/paper/count/", papers.paper_count, name="paper_count"),
    path("ballots/<str:ref>/paper/confirm/", papers.paper_confirm, name="paper_confirm"),
    path("voters/<str:ref>/vote/", voting.vote, name="vote"),
    path("voters/<str:ref>/paper/", papers.paper_hand_out, name="paper_hand_out"),
    path("motions/<str:ref>/recusals/", recusals.recusals, name="recusals"),
    path("recusals/<str:ref>/remove/", recusals.recusal_remove, name="recusal_remove"),
    path("meetings/<str:ref>/scrutineers/", recusals.scrutineers, name="scrutineers"),
    path("scrutineers/<str:ref>/remove/", recusals.scrutineer_remove, name="scrutineer_remove"),
    path("elections/", elections.election_list, name="election_list"),
    path("elections/new/", elections.election_new, name="election_new"),
    path("elections/<str:ref>/", elections.election_detail, name="election_detail"),
    path("elections/<str:ref>/edit/", elections.election_edit, name="election_edit"),
    path("elections/<str:ref>/nominate/", elections.nominate, name="nominate"),
    path("elections/<str:ref>/step/<str:verb>/", elections.election_step, name="election_step"),
    path("candidates/<str:ref>/answer/", elections.candidate_answer, name="candidate_answer"),
    path("resolutions/", resolutions.resolution_list, name="resolution_list"),
    path("resolutions/new/", resolutions.resolution_new, name="resolution_new"),
    path("resolutions/<str:ref>/", resolutions.resolution_detail, name="resolution_detail"),
    path("resolutions/<str:ref>/edit/", resolutions.resolution_edit, name="resolution_edit"),
    path("resolutions/<str:ref>/tasks/", resolutions.resolution_tasks, name="resolution_tasks"),
    path("resolutions/<str:ref>/paper/", resolutions.resolution_paper, name="resolution_paper"),
]
