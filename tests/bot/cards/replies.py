"""Replies as a Kent practitioner gets them: one or more for every card."""

from __future__ import annotations

from datetime import date

from dialogs.turn import Button, Reply, Understood
from knowledge.rules.model import (
    Answer,
    Choice,
    DeadlineReading,
    Milestone,
    Notice,
    PointRef,
    Presumed,
    Question,
    SectionHit,
    TeamRef,
    Timescale,
)

TOKEN = "t-7f3a"  # noqa: S105 - a card's one-time token, no secret
CSWT = TeamRef(id="cswt", name="Children's Social Work Team", abbreviation="CSWT")
AST = TeamRef(id="ast", name="Adolescent Support Team", abbreviation="AST")
CIC = TeamRef(id="cic", name="Children in Care Team", abbreviation="CIC")

WHY = Button(label="Why", action="why", says="why?")
WHAT_IF = Button(label="What if…", action="what_if", says="what if")
CHECKLIST = Button(label="Checklist", action="checklist", says="checklist")
SUMMARY = Button(label="Copy summary", action="summary", says="summary")
CHANGE = Button(label="Change something", action="change", says="change")
START_AGAIN = Button(label="Start again", action="start_again", says="start again")
DONT_KNOW = Button(label="I don't know", action="dont_know", says="I don't know")
WHY_ASK = Button(label="Why do you ask?", action="why_ask", says="why do you ask?")
BACK = Button(label="Back", action="back", says="back")
ASKING = (DONT_KNOW, WHY_ASK, CHANGE, BACK, START_AGAIN)

TOLD = (
    Understood(fact="holding_team", label="Team", value="cswt", text="CSWT"),
    Understood(fact="age", label="Age", value=15, text="15"),
    Understood(fact="plan", label="Plan", value="cin", text="child in need"),
    Understood(fact="exploitation", label="Exploitation is the main need", value=True, text="yes"),
    Understood(fact="assessment_completed", label="Assessment completed", value="2026-12-01",
               text="Tuesday 1 December 2026"),
)
AST_SECTION = SectionHit(
    id="kent.6.cswt.ast",
    reference="6 · Children Social Work Team · Transfers to Adolescent Support Teams",
    heading="CSWT to AST",
    digest="Young people of 13 and over go to AST when exploitation, not parenting, is what has to change and the "
           "family may break down. Behaviour that comes from a disability is not for AST.",
    points=("10 working days from the end of the assessment", "At an initial Child in Need meeting"),
    score=0.93,
)
CIC_SECTION = SectionHit(
    id="kent.6.cswt.cic",
    reference="6 · Children Social Work Team · Transfers to Children in Care Team",
    heading="CSWT to CIC",
    digest="With an interim care order the case passes at the first Child in Care Review. Other interim orders turn on "
           "whether the authority thinks the child should be in care.",
    score=0.81,
)
ESCALATION_SECTION = SectionHit(
    id="kent.4", reference="4 · Disagreements between teams", heading="When teams disagree",
    digest="Management Oversight note and an alert to the Service Manager within one working day, then Service "
           "Managers, then the Assistant Director.", score=0.55,
)
OVERDUE = Notice(code="policy_review_overdue",
                 text="Kent's procedure was due for review in February 2025; check for a newer one.")


def _answer_ast() -> Reply:
    presumed = (
        Presumed(fact="neurodevelopmental", value=False,
                 text="taking it that the behaviour is clearly not down to autism or another disability"),
        Presumed(fact="consent_refused", value=False, text="taking it that the family has not refused the referral"),
    )
    answer = Answer(
        outcome="transfers",
        from_team=CSWT,
        to=AST,
        point=PointRef(id="initial_cin_meeting", name="initial Child in Need meeting"),
        timescale=Timescale(amount=10, unit="working_days", anchor="assessment_completed", relation="within"),
        deadline=date(2026, 12, 15),
        deadline_readings=(DeadlineReading(date=date(2026, 12, 11), reading="if the text means calendar days"),),
        counted="10 working days after the assessment was completed on Tuesday 1 December; that day is not counted.",
        when="at an initial Child in Need meeting, by Tuesday 15 December 2026",
        because="13 or over ✓ · exploitation is the main need ✓ · risk of family breakdown ✓ (you said mum can't cope)",
        presumed=presumed,
        tasks=(
            "Agree the transfer with the AST Team Manager",
            "Update the child and family assessment and the plan",
            "Hold joint supervision between both workers and managers",
            "Visit the family together to introduce the new worker",
            "Complete the Case Transfer form",
            "Write to the family within 2 working days",
            "Record the decision and the reasons on the child's file",
        ),
        milestones=(
            Milestone(date=date(2027, 3, 3), text="turns 16; re-referral and accommodation routes change"),
            Milestone(text="At 17½ the Transition Panel has to know, if adult services may be needed"),
        ),
        escalation="Team Managers talk first; then a Management Oversight note and an alert to the Service Manager "
                   "within 1 working day; then the Assistant Director.",
        consent="The family agrees to the referral.",
        responsible="The CSWT Team Manager",
        departure="If a later CIN Review is used instead, it can be brought forward.",
        cautions=("“Within 10 days” appears beside “10 working days”: both dates are shown.",),
        sections=("kent.6.cswt.ast",),
        rule="kent.cswt-ast",
        also=(Answer(outcome="notify", to=TeamRef(id="iro", name="the Independent Reviewing Officer"),
                     when="at the point of decision", because="any review chair is told when a transfer is decided",
                     sections=("kent.3",)),),
    )
    return Reply(
        council="kent", kind="answer", card="answer", title="Kent", token=TOKEN,
        text="Adolescent Support Team (AST), at an initial Child in Need meeting, by Tuesday 15 December 2026.\n"
             "Kent transfer procedure, section 6.",
        answer=answer, understood=TOLD, sections=(AST_SECTION,), warnings=(OVERDUE,),
        buttons=(
            Button(
                label="It may be a disability", action="flip", fact="neurodevelopmental", value=True, says="change it"
            ),
            Button(label="Family has refused", action="flip", fact="consent_refused", value=True),
            WHY, WHAT_IF, CHECKLIST, SUMMARY, CHANGE, START_AGAIN,
        ),
    )


def _answer_readings() -> Reply:
    def reading(to: TeamRef, when: str, because: str, section: str) -> Answer:
        return Answer(outcome="transfers", from_team=AST, to=to, when=when, because=because, sections=(section,))

    first = reading(CIC, "at the next Child in Care Review", "At 12 weeks the first review has normally been held, and "
                    "waiting for no named date would leave the child between teams.", "kent.6.cswt.cic")
    second = reading(CIC, "at the first Child in Care Review", "The section names the first review as the point.",
                     "kent.6.ast.cic")
    return Reply(
        council="kent", kind="answer", card="answer", token=TOKEN, title="Kent",
        text="The policy points two ways.",
        lead="Changed weeks in care to 12.",
        answer=first.model_copy(update={
            "readings": (first, second),
            "because": "The text fixes 12 weeks and the first review, and both cannot be met.",
            "cautions": ("No fallback is given if the first review has passed. Ask your team manager.",),
            "sections": ("kent.6.ast.cic", "kent.6.cswt.cic"),
        }),
        sections=(CIC_SECTION,),
        buttons=(WHY, WHAT_IF, CHECKLIST, SUMMARY, CHANGE, START_AGAIN),
    )


def _answer_stays() -> Reply:
    return Reply(
        council="kent", kind="answer", card="answer", token=TOKEN,
        lead="Changed age to 12.",
        text="Stays with Children's Social Work Team (CSWT) for now. AST takes referrals from 13.",
        answer=Answer(
            outcome="stays", from_team=CSWT, when="for now; this changes on the 13th birthday",
            because="AST takes referrals from 13, so this no longer goes to AST.", sections=("kent.6.cswt.ast",),
            milestones=(Milestone(text="On the 13th birthday: AST becomes possible"),),
            escalation="Team Managers talk first, then Service Managers, then the Assistant Director.",
        ),
        understood=(Understood(fact="age", label="Age", value=12, text="12"), TOLD[0]),
        sections=(AST_SECTION,),
        buttons=(WHY, WHAT_IF, SUMMARY, CHANGE, START_AGAIN),
    )


def _asks(question: Question, buttons: tuple[Button, ...], **more: object) -> Reply:
    return Reply(council="kent", kind="question", card="question", token=TOKEN, text=question.text, question=question,
                 buttons=buttons, **more)  # type: ignore[arg-type]


def _options(fact: str, *options: tuple[str | bool, str]) -> tuple[Button, ...]:
    return tuple(Button(label=label, action="answer", fact=fact, value=value) for value, label in options)


def _question(fact: str, text: str, buttons: tuple[Button, ...] = ()) -> Question:
    return Question(fact=fact, text=text, why="It decides which team takes the case.",
                    options=tuple(Choice(value=button.value or False, label=button.label) for button in buttons))


POSITION = _options("authority_position", ("safe", "Safe with family"), ("care", "Still wants care"))
PLACEMENTS = _options("placement", ("foster", "Foster care"), ("connected", "With a connected person"),
                      ("parents", "With parents"), ("residential", "Residential home"), ("hospital", "Hospital"))
TEAMS = _options(
    "holding_team",
    ("cswt", "Children's Social Work Team (CSWT)"), ("cic", "Children in Care Team (CIC)"),
    ("ast", "Adolescent Support Team (AST)"), ("dct", "Disabled Children's Team (DCT)"),
    ("ypt", "Young People's Team (YPT)"), ("18plus", "18+ Team"), ("eh", "Early Help (EH)"),
    ("aeh", "Adolescent Early Help (AEH)"),
)


def _page(card: str, kind: str = "help", **more: object) -> Reply:
    return Reply(council="kent", kind=kind, card=card, token=TOKEN, **more)  # type: ignore[arg-type]


REPLIES: dict[str, Reply] = {
    "welcome": _page(
        "welcome", title="Where and when does this case transfer?",
        text="I tell you where a child's case goes, when, what comes first and which section says so.",
        lead="Tell me about the case in a sentence, as you would tell a colleague. No names, please.",
        lines=("For example:", "cswt, 15, CIN, exploitation, assessment finished 1 Dec",
               "baby in proceedings, ICO made", "who decides when teams disagree?"),
        buttons=(Button(label="Start a case", action="start", says="start"), Button(label="Help", action="help")),
    ),
    "council": _page(
        "council", kind="question", title="Which council is this for?", text="Which council is this for?",
        buttons=tuple(Button(label=name, action="council", value=name.lower().replace(" ", "-")) for name in
                      ("Kent", "Hertfordshire", "Northamptonshire", "Somerset", "Stoke-on-Trent")),
    ),
    "question": _asks(
        _question("authority_position", "Does the authority agree the baby is safe with family, or does it still want "
                  "care?", POSITION),
        POSITION + ASKING, lead="Two things decide this in Kent.",
        understood=(Understood(fact="in_proceedings", label="In proceedings", value=True, text="yes"),
                    Understood(fact="legal_status", label="Legal status", value="iso",
                               text="interim supervision order"),
                    Understood(fact="placement", label="Living", value="family", text="with family")),
    ),
    "question_five": _asks(_question("placement", "Where is the child living?", PLACEMENTS), PLACEMENTS + ASKING,
                           understood=TOLD[:2]),
    "question_list": _asks(_question("holding_team", "Which team holds the case now?", TEAMS), TEAMS + ASKING),
    "question_date": _asks(_question("assessment_completed", "When was the assessment completed?"), ASKING,
                           understood=TOLD[:4]),
    "question_split": _asks(
        _question("sibling", "Is a brother or sister in care in the same proceedings?"),
        (*_options("sibling", (True, "Yes"), (False, "No")), DONT_KNOW, CHANGE, START_AGAIN),
        lead="Then it turns on what the authority decides.",
        answer=Answer(outcome="stays", from_team=CSWT, readings=(
            Answer(outcome="transfers", to=CIC, when="at the next core group or CIN review, within 4 weeks (the policy "
                   "does not say of what), if the authority still wants care"),
            Answer(outcome="stays", from_team=CSWT, when="if the child is safe with family"),
        )),
        lines=("Who can tell you: your team manager after the legal planning meeting",),
    ),
    "answer": _answer_ast(),
    "answer_readings": _answer_readings(),
    "answer_stays": _answer_stays(),
    "why": _page(
        "why", kind="answer", title="Why AST", text="Why AST: 13 or over; exploitation is the main need.",
        lines=("What decided it:", "Age 15: AST takes referrals from 13",
               "Exploitation is the main need, not parenting",
               "Risk of family breakdown (you said mum can't cope)", "Why not CIC:", "The child is not in care",
               "Still needed:", "Confirm the behaviour is not the result of a disability"),
        sections=(AST_SECTION,), buttons=(Button(label="Back to the answer", action="back"), WHAT_IF),
    ),
    "what_if": _page(
        "what_if", kind="answer", title="What if age were 12?", text="What if age were 12? Stays with CSWT.",
        lead="Only age changed, from 15 to 12.",
        lines=("Now: transfers to AST by Tuesday 15 December 2026", "Then: stays with CSWT",
               "Because AST starts at 13"),
        buttons=(Button(label="Keep this change", action="change", fact="age", value=12),
                 Button(label="Back to the answer", action="back")),
    ),
    "sections": _page(
        "sections", kind="sections", text="Three sections may answer this.", title="What Kent's procedure says",
        sections=(AST_SECTION, CIC_SECTION, ESCALATION_SECTION),
        buttons=(Button(label="None of these", action="none_of_these"), START_AGAIN),
    ),
    "sections_close": _page(
        "sections", kind="sections", text="The closest in Kent's procedure.", title="What Kent's procedure says",
        sections=(AST_SECTION, CIC_SECTION, ESCALATION_SECTION),
        buttons=(
            *(Button(label=hit.heading, action="section", value=hit.id)
              for hit in (AST_SECTION, CIC_SECTION, ESCALATION_SECTION)),
            Button(label="None of these", action="none_of_these", says="none of these"),
        ),
    ),
    "none_of_these": _page(
        "notice", title="None of these",
        text="I have noted what kind of question it was.\nOtherwise ask your team manager.",
        lines=("I have noted what kind of question it was.", "Otherwise ask your team manager."),
        buttons=(Button(label="Ask me step by step", action="guide"),
                 Button(label="Who to escalate to", action="escalate")),
    ),
    "not_covered": _page(
        "not_covered", kind="not_covered", title="Kent's procedure does not say",
        text="Kent's procedure covers moves inside Kent only for children in need.",
        lead="Moves inside Kent are covered only for children in need (section 8), not for a child protection plan.",
        lines=("Ask your team manager; I have not guessed.",),
        sections=(ESCALATION_SECTION,), buttons=(CHANGE, START_AGAIN),
        understood=(Understood(fact="plan", label="Plan", value="cp", text="child protection"),),
    ),
    "checklist": _page(
        "checklist", kind="answer", title="Checklist: CSWT to AST", text="Checklist: CSWT to AST",
        lines=("Before the meeting:", *(_answer_ast().answer.tasks[:4]), "After the meeting:",  # type: ignore[union-attr]
               *(_answer_ast().answer.tasks[4:])),  # type: ignore[union-attr]
        buttons=(Button(label="Back to the answer", action="back"), SUMMARY),
    ),
    "summary": _page(
        "summary", kind="answer", title="Summary to copy",
        text="Transfer: CSWT to Adolescent Support Team (AST)\nWhen: at an initial Child in Need meeting, by Tuesday "
             "15 December 2026\nWhy: 13 or over, exploitation is the main need, risk of family breakdown\nTaken as "
             "given: the behaviour is not down to a disability\nPolicy: Kent, section 6, CSWT, Transfers to AST\n"
             "Worked out on 1 December 2026 by the transfer bot; check it against the policy.",
        buttons=(Button(label="Back to the answer", action="back"), START_AGAIN),
    ),
    "help": _page(
        "help", title="What I can do", text="Tell me about a case or ask about the policy.",
        lines=("Say it in a sentence:", "cswt, 15, CIN, exploited, assessment done 1 Dec", "Words that always work:",
               "back, why?, what if she were 16?, change age to 16, I don't know", "summary, checklist, start again"),
        buttons=(Button(label="Start a case", action="start"),),
    ),
    "notice": _page(
        "notice", text="I have not kept your message. I only need his age and circumstances.", title="No names, please",
        lead="That looks like a name, a date of birth and an NHS number.",
        buttons=(Button(label="He is 15, go on", action="answer", fact="age", value=15), START_AGAIN),
    ),
    "change_list": _page(
        "notice", text="Which one is wrong?", title="Which one is wrong?",
        buttons=(*(Button(label=f"{told.label}: {told.text}", action="change", fact=told.fact) for told in TOLD),
                 Button(label="Living with: parents", action="change", fact="placement"), BACK),
    ),
}
