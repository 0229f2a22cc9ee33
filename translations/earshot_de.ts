<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Console</name>
    <message>
        <source>Any date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <extracomment>a range of dates</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose dates …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date range: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the filter %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>date and time</comment>
        <extracomment>%1 is a date, %2 a time</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>0 of 0</source>
        <extracomment>an empty list</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1–%2 of %3</source>
        <extracomment>rows of a list: &quot;1–20 of 234&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1–%2 of about %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n per page</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Rows per page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No results found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches the search and the filters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may not see this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs the permission “%1”. Ask your administrator to add it to your role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page fills by itself as soon as the server answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection to the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is tried again by itself; the rows on the screen may be old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again, or narrow the search to a shorter date range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is busy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a few seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s answer could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Console and server may be of different versions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server cannot do this at the moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not exist any more, or it is not yours to see.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your session has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not permit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask your administrator for the permission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not accept the values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check what you entered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody else changed it meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload it, then make your change again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server met an error of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again; if it stays, copy the details for your service provider.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not %1.</source>
        <extracomment>%1 is an activity such as &quot;load the calls&quot;</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is required.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This name is already in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number is outside the permitted range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is still in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This value was not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One party is silent: no audio came from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No audio came at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phone system&apos;s description of the call could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phone system did not describe the call.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names may be misspelled: their character set was guessed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several parties share one track.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the audio could not be decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recorder lost a part of the audio.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recorder was down during a part of the call.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The end of the call was not signalled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The end of the recording is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio from a stranger&apos;s address was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Root Administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User-Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User-Basic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View active calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::TaskModel</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
