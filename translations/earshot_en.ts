<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Console</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n per page</source>
        <translation>
            <numerusform>%n per page</numerusform>
            <numerusform>%n per page</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Every %n second(s)</source>
        <translation>
            <numerusform>Every second</numerusform>
            <numerusform>Every %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Every %n minute(s)</source>
        <translation>
            <numerusform>Every minute</numerusform>
            <numerusform>Every %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Select all %n matching</source>
        <translation>
            <numerusform>Select the one matching</numerusform>
            <numerusform>Select all %n matching</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %n row(s); there are more</source>
        <translation>
            <numerusform>The first row; there are more</numerusform>
            <numerusform>The first %n rows; there are more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) need your attention:</source>
        <translation>
            <numerusform>One field needs your attention:</numerusform>
            <numerusform>%n fields need your attention:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n note(s)</source>
        <extracomment>state of a recording and how many things a listener must know</extracomment>
        <translation>
            <numerusform>%1, %n note</numerusform>
            <numerusform>%1, %n notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new call(s)</source>
        <translation>
            <numerusform>%n new call</numerusform>
            <numerusform>%n new calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) deleted</source>
        <translation>
            <numerusform>%n group deleted</numerusform>
            <numerusform>%n groups deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n role(s) deleted</source>
        <translation>
            <numerusform>%n role deleted</numerusform>
            <numerusform>%n roles deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) ended</source>
        <translation>
            <numerusform>%n session ended</numerusform>
            <numerusform>%n sessions ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tenant(s) deleted</source>
        <translation>
            <numerusform>%n tenant deleted</numerusform>
            <numerusform>%n tenants deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) changed</source>
        <translation>
            <numerusform>%n user changed</numerusform>
            <numerusform>%n users changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(%n refused: out of reach or gone)</source>
        <extracomment>follows &quot;5 users changed&quot;</extracomment>
        <translation>
            <numerusform>(%n refused: out of reach or gone)</numerusform>
            <numerusform>(%n refused: out of reach or gone)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Bulk Edit of %n user(s)</source>
        <translation>
            <numerusform>Bulk Edit of %n user</numerusform>
            <numerusform>Bulk Edit of %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) deleted</source>
        <translation>
            <numerusform>%n user deleted</numerusform>
            <numerusform>%n users deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left as it was</source>
        <translation>
            <numerusform>%n left as it was</numerusform>
            <numerusform>%n left as they were</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation>
            <numerusform>%n refused</numerusform>
            <numerusform>%n refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) revoked</source>
        <translation>
            <numerusform>%n device revoked</numerusform>
            <numerusform>%n devices revoked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Every %n hour(s)</source>
        <translation>
            <numerusform>Every hour</numerusform>
            <numerusform>Every %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n directories deleted</source>
        <translation>
            <numerusform>%n directory deleted</numerusform>
            <numerusform>%n directories deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seat(s) given to users</source>
        <translation>
            <numerusform>%n seat given to users</numerusform>
            <numerusform>%n seats given to users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to mend. Nothing was changed.</source>
        <translation>
            <numerusform>%n thing to mend. Nothing was changed.</numerusform>
            <numerusform>%n things to mend. Nothing was changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) will be added or changed. %1</source>
        <extracomment>%1 is a sentence about the others: &quot;5 stay as they are.&quot;</extracomment>
        <translation>
            <numerusform>%n user will be added or changed. %1</numerusform>
            <numerusform>%n users will be added or changed. %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay(s) as it is.</source>
        <translation>
            <numerusform>%n stays as it is.</numerusform>
            <numerusform>%n stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) imported</source>
        <translation>
            <numerusform>%n user imported</numerusform>
            <numerusform>%n users imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) restored</source>
        <translation>
            <numerusform>%n item restored</numerusform>
            <numerusform>%n items restored</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) deleted for good</source>
        <translation>
            <numerusform>%n item deleted for good</numerusform>
            <numerusform>%n items deleted for good</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) cannot be had back afterwards. Calls and the audit log keep the names.</source>
        <translation>
            <numerusform>%n item cannot be had back afterwards. Calls and the audit log keep the name.</numerusform>
            <numerusform>%n items cannot be had back afterwards. Calls and the audit log keep the names.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n saved search(es) deleted</source>
        <translation>
            <numerusform>%n saved search deleted</numerusform>
            <numerusform>%n saved searches deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A search has %n criteria at most.</source>
        <translation>
            <numerusform>A search has one criterion at most.</numerusform>
            <numerusform>A search has %n criteria at most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: last %n day(s)</source>
        <translation>
            <numerusform>%1: last day</numerusform>
            <numerusform>%1: last %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n providers deleted</source>
        <translation>
            <numerusform>%n provider deleted</numerusform>
            <numerusform>%n providers deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Key rotated; granted to %n other holder(s)</source>
        <translation>
            <numerusform>Key rotated; granted to %n other holder</numerusform>
            <numerusform>Key rotated; granted to %n other holders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>After %n day(s)</source>
        <translation>
            <numerusform>After %n day</numerusform>
            <numerusform>After %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them have no keys yet: they have to sign in once.</source>
        <translation>
            <numerusform>%n of them has no keys yet: he has to sign in once.</numerusform>
            <numerusform>%n of them have no keys yet: they have to sign in once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Granted to %n user(s)</source>
        <translation>
            <numerusform>Granted to %n user</numerusform>
            <numerusform>Granted to %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoked from %n user(s). What they copied before stays readable to them: rotate the key when that matters.</source>
        <translation>
            <numerusform>Revoked from %n user. What he copied before stays readable to him: rotate the key when that matters.</numerusform>
            <numerusform>Revoked from %n users. What they copied before stays readable to them: rotate the key when that matters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It needs at least %n characters.</source>
        <translation>
            <numerusform>It needs at least %n character.</numerusform>
            <numerusform>It needs at least %n characters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Usage info is updated %n minute(s) ago.</source>
        <translation>
            <numerusform>Usage info is updated %n minute ago.</numerusform>
            <numerusform>Usage info is updated %n minutes ago.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n storage targets deleted</source>
        <translation>
            <numerusform>%n storage target deleted</numerusform>
            <numerusform>%n storage targets deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) saved.</source>
        <translation>
            <numerusform>%n file saved.</numerusform>
            <numerusform>%n files saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) put under legal hold.</source>
        <translation>
            <numerusform>%n call put under legal hold.</numerusform>
            <numerusform>%n calls put under legal hold.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) released from legal hold.</source>
        <translation>
            <numerusform>%n call released from legal hold.</numerusform>
            <numerusform>%n calls released from legal hold.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n Call(s) under Legal Hold</source>
        <translation>
            <numerusform>Put %n Call under Legal Hold</numerusform>
            <numerusform>Put %n Calls under Legal Hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Release %n Call(s) from Legal Hold</source>
        <translation>
            <numerusform>Release %n Call from Legal Hold</numerusform>
            <numerusform>Release %n Calls from Legal Hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them could not be granted it: look at the unauthorized users.</source>
        <translation>
            <numerusform>%n of them could not be granted it: look at the unauthorized users.</numerusform>
            <numerusform>%n of them could not be granted it: look at the unauthorized users.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) can be played only with this key.</source>
        <translation>
            <numerusform>%n recording can be played only with this key.</numerusform>
            <numerusform>%n recordings can be played only with this key.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At least %n characters; several unusual words are better than signs.</source>
        <translation>
            <numerusform>At least %n character; several unusual words are better than signs.</numerusform>
            <numerusform>At least %n characters; several unusual words are better than signs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were moved to another key. Outside of this system their files and archives still open only with this one: keep its export.</source>
        <translation>
            <numerusform>%n recording was moved to another key. Outside of this system its file and archives still open only with this one: keep its export.</numerusform>
            <numerusform>%n recordings were moved to another key. Outside of this system their files and archives still open only with this one: keep its export.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) assigned to %1.</source>
        <translation>
            <numerusform>%n call assigned to %1.</numerusform>
            <numerusform>%n calls assigned to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::CallArchive</name>
    <message numerus="yes">
        <source>Download %n call(s) to %1</source>
        <translation>
            <numerusform>Download %n call to %1</numerusform>
            <numerusform>Download %n calls to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) saved</source>
        <translation>
            <numerusform>%n call saved</numerusform>
            <numerusform>%n calls saved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not: %1</source>
        <translation>
            <numerusform>%n not: %1</numerusform>
            <numerusform>%n not: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::CallView</name>
    <message numerus="yes">
        <source>and %n more gap(s)</source>
        <translation>
            <numerusform>and %n more gap</numerusform>
            <numerusform>and %n more gaps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::CallsDownload</name>
    <message numerus="yes">
        <source>Save %n audio file(s) to %1</source>
        <translation>
            <numerusform>Save %n audio file to %1</numerusform>
            <numerusform>Save %n audio files to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped; %n file(s) saved</source>
        <translation>
            <numerusform>Stopped; %n file saved</numerusform>
            <numerusform>Stopped; %n files saved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) saved</source>
        <translation>
            <numerusform>%n file saved</numerusform>
            <numerusform>%n files saved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not: %1</source>
        <translation>
            <numerusform>%n not: %1</numerusform>
            <numerusform>%n not: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::ConnectionBanner</name>
    <message numerus="yes">
        <source>Not connected since %1 – retrying in %n s. What is shown may be out of date; what you typed is kept.</source>
        <translation>
            <numerusform>Not connected since %1 – retrying in %n s. What is shown may be out of date; what you typed is kept.</numerusform>
            <numerusform>Not connected since %1 – retrying in %n s. What is shown may be out of date; what you typed is kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::ConnectionStrip</name>
    <message numerus="yes">
        <source>Tasks, %n running</source>
        <translation>
            <numerusform>Tasks, %n running</numerusform>
            <numerusform>Tasks, %n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::PlayerActions</name>
    <message numerus="yes">
        <source>Back %n second(s)</source>
        <translation>
            <numerusform>Back %n second</numerusform>
            <numerusform>Back %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forward %n second(s)</source>
        <translation>
            <numerusform>Forward %n second</numerusform>
            <numerusform>Forward %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::PreferencesDialog</name>
    <message numerus="yes">
        <source>The last %n second(s)</source>
        <translation>
            <numerusform>The last second</numerusform>
            <numerusform>The last %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::RewrapTask</name>
    <message numerus="yes">
        <source>Stopped. %n file(s) were moved; the rest opens with the key before.</source>
        <translation>
            <numerusform>Stopped. %n file was moved; the rest opens with the key before.</numerusform>
            <numerusform>Stopped. %n files were moved; the rest opens with the key before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your keys were locked. %n file(s) were moved; start again to move the rest.</source>
        <translation>
            <numerusform>Your keys were locked. %n file was moved; start again to move the rest.</numerusform>
            <numerusform>Your keys were locked. %n files were moved; start again to move the rest.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were moved; start again to move the rest.</source>
        <translation>
            <numerusform>%n file was moved; start again to move the rest.</numerusform>
            <numerusform>%n files were moved; start again to move the rest.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) moved</source>
        <translation>
            <numerusform>%n file moved</numerusform>
            <numerusform>%n files moved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n not: %2. They still open with the key before.</source>
        <extracomment>%1 is &quot;12 file(s) moved&quot;, %2 a reason</extracomment>
        <translation>
            <numerusform>%1; %n not: %2. It still opens with the key before.</numerusform>
            <numerusform>%1; %n not: %2. They still open with the key before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::SecondStepPage</name>
    <message numerus="yes">
        <source>Too many wrong codes. Try again in %n s.</source>
        <translation>
            <numerusform>Too many wrong codes. Try again in %n s.</numerusform>
            <numerusform>Too many wrong codes. Try again in %n s.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::SignInPage</name>
    <message numerus="yes">
        <source>Too many attempts. Try again in %n s.</source>
        <translation>
            <numerusform>Too many attempts. Try again in %n s.</numerusform>
            <numerusform>Too many attempts. Try again in %n s.</numerusform>
        </translation>
    </message>
</context>
</TS>
