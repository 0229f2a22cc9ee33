<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Console</name>
    <message>
        <source>Any date</source>
        <translation>Jedes Datum</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <extracomment>a range of dates</extracomment>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Choose dates …</source>
        <translation>Zeitraum wählen …</translation>
    </message>
    <message>
        <source>Date range: %1</source>
        <translation>Zeitraum: %1</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Remove the filter %1</source>
        <translation>Filter „%1“ entfernen</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>date and time</comment>
        <extracomment>%1 is a date, %2 a time</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>less than a minute ago</source>
        <translation>vor weniger als einer Minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>0 of 0</source>
        <extracomment>an empty list</extracomment>
        <translation>0 von 0</translation>
    </message>
    <message>
        <source>%1–%2 of %3</source>
        <extracomment>rows of a list: &quot;1–20 of 234&quot;</extracomment>
        <translation>%1–%2 von %3</translation>
    </message>
    <message>
        <source>%1–%2 of about %3</source>
        <translation>%1–%2 von etwa %3</translation>
    </message>
    <message numerus="yes">
        <source>%n per page</source>
        <translation>
            <numerusform>%n je Seite</numerusform>
            <numerusform>%n je Seite</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows per page</source>
        <translation>Zeilen je Seite</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Vorige Seite</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>Spalten zurücksetzen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>No results found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing matches the search and the filters.</source>
        <translation>Nichts passt zur Suche und zu den Filtern.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>You may not see this page</source>
        <translation>Sie dürfen diese Seite nicht sehen</translation>
    </message>
    <message>
        <source>It needs the permission “%1”. Ask your administrator to add it to your role.</source>
        <translation>Sie erfordert die Berechtigung „%1“. Bitten Sie Ihren Administrator, sie Ihrer Rolle zu geben.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>The page fills by itself as soon as the server answers.</source>
        <translation>Die Seite füllt sich von selbst, sobald der Server antwortet.</translation>
    </message>
    <message>
        <source>There is no connection to the server.</source>
        <translation>Es besteht keine Verbindung zum Server.</translation>
    </message>
    <message>
        <source>It is tried again by itself; the rows on the screen may be old.</source>
        <translation>Es wird von selbst erneut versucht; die Zeilen auf dem Bildschirm können veraltet sein.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Der Server hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Try again, or narrow the search to a shorter date range.</source>
        <translation>Versuchen Sie es erneut oder wählen Sie einen kürzeren Zeitraum.</translation>
    </message>
    <message>
        <source>The server is busy.</source>
        <translation>Der Server ist ausgelastet.</translation>
    </message>
    <message>
        <source>Try again in a few seconds.</source>
        <translation>Versuchen Sie es in einigen Sekunden erneut.</translation>
    </message>
    <message>
        <source>The server&apos;s answer could not be read.</source>
        <translation>Die Antwort des Servers war nicht lesbar.</translation>
    </message>
    <message>
        <source>Console and server may be of different versions.</source>
        <translation>Konsole und Server haben vielleicht verschiedene Versionen.</translation>
    </message>
    <message>
        <source>The server cannot do this at the moment.</source>
        <translation>Der Server kann das im Augenblick nicht ausführen.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später erneut.</translation>
    </message>
    <message>
        <source>It does not exist any more, or it is not yours to see.</source>
        <translation>Es besteht nicht mehr, oder Sie dürfen es nicht sehen.</translation>
    </message>
    <message>
        <source>Refresh the list.</source>
        <translation>Aktualisieren Sie die Liste.</translation>
    </message>
    <message>
        <source>Your session has ended.</source>
        <translation>Ihre Sitzung ist beendet.</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>Melden Sie sich erneut an.</translation>
    </message>
    <message>
        <source>Your role does not permit it.</source>
        <translation>Ihre Rolle erlaubt das nicht.</translation>
    </message>
    <message>
        <source>Ask your administrator for the permission.</source>
        <translation>Bitten Sie Ihren Administrator um die Berechtigung.</translation>
    </message>
    <message>
        <source>Somebody who signs in with it has a role that reaches further than yours.</source>
        <translation>Jemand, der sich damit anmeldet, hat eine Rolle, die weiter reicht als Ihre.</translation>
    </message>
    <message>
        <source>Ask somebody whose role reaches as far.</source>
        <translation>Bitten Sie jemanden, dessen Rolle so weit reicht.</translation>
    </message>
    <message>
        <source>The server did not accept the values.</source>
        <translation>Der Server hat die Werte nicht angenommen.</translation>
    </message>
    <message>
        <source>Check what you entered.</source>
        <translation>Prüfen Sie Ihre Eingaben.</translation>
    </message>
    <message>
        <source>Somebody else changed it meanwhile.</source>
        <translation>Jemand anderes hat es inzwischen geändert.</translation>
    </message>
    <message>
        <source>Reload it, then make your change again.</source>
        <translation>Laden Sie es neu und ändern Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The server met an error of its own.</source>
        <translation>Im Server ist ein Fehler aufgetreten.</translation>
    </message>
    <message>
        <source>Try again; if it stays, copy the details for your service provider.</source>
        <translation>Versuchen Sie es erneut; bleibt der Fehler, kopieren Sie die Einzelheiten für Ihren Dienstanbieter.</translation>
    </message>
    <message>
        <source>Could not %1.</source>
        <extracomment>%1 is an activity such as &quot;load the calls&quot;</extracomment>
        <translation>Nicht gelungen: %1.</translation>
    </message>
    <message>
        <source>A value is required.</source>
        <translation>Hier wird ein Wert gebraucht.</translation>
    </message>
    <message>
        <source>The text is too long.</source>
        <translation>Der Text ist zu lang.</translation>
    </message>
    <message>
        <source>The number is outside the permitted range.</source>
        <translation>Die Zahl liegt außerhalb des erlaubten Bereichs.</translation>
    </message>
    <message>
        <source>It is still in use.</source>
        <translation>Es wird noch benutzt.</translation>
    </message>
    <message>
        <source>A storage rule sends files there: change the rule first.</source>
        <translation>Eine Speicherregel schickt Dateien dorthin: Ändern Sie zuerst die Regel.</translation>
    </message>
    <message>
        <source>Files there: %L1; on their way or being removed: %L2. The type stays as it is until they were moved to another target.</source>
        <extracomment>numbers of files</extracomment>
        <translation>Dateien dort: %L1; auf dem Weg dorthin oder noch zu löschen: %L2. Der Typ bleibt, wie er ist, bis sie zu einem anderen Ziel verschoben sind.</translation>
    </message>
    <message>
        <source>Files are there or on their way: the place stays as it is.</source>
        <translation>Dort liegen Dateien, oder sie sind auf dem Weg dorthin: Der Ort bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>This value was not accepted.</source>
        <translation>Dieser Wert wurde nicht angenommen.</translation>
    </message>
    <message>
        <source>Being written</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Not recorded</source>
        <translation>Nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>Unvollständig</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Klingelt</translation>
    </message>
    <message>
        <source>Talking</source>
        <translation>Im Gespräch</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Wird abgeschlossen</translation>
    </message>
    <message>
        <source>One party is silent: no audio came from it.</source>
        <translation>Eine Seite ist stumm: Von ihr kam kein Ton.</translation>
    </message>
    <message>
        <source>No audio came at all.</source>
        <translation>Es kam überhaupt kein Ton.</translation>
    </message>
    <message>
        <source>The phone system&apos;s description of the call could not be read.</source>
        <translation>Die Beschreibung des Anrufs von der Telefonanlage war nicht lesbar.</translation>
    </message>
    <message>
        <source>The phone system did not describe the call.</source>
        <translation>Die Telefonanlage hat den Anruf nicht beschrieben.</translation>
    </message>
    <message>
        <source>Names may be misspelled: their character set was guessed.</source>
        <translation>Namen können falsch geschrieben sein: Ihr Zeichensatz wurde geraten.</translation>
    </message>
    <message>
        <source>Several parties share one track.</source>
        <translation>Mehrere Teilnehmer teilen sich eine Spur.</translation>
    </message>
    <message>
        <source>A part of the audio could not be decoded.</source>
        <translation>Ein Teil des Tons konnte nicht dekodiert werden.</translation>
    </message>
    <message>
        <source>What could not be decoded is kept on the recorder as it came.</source>
        <translation>Was nicht dekodiert werden konnte, bleibt unverändert auf dem Recorder.</translation>
    </message>
    <message>
        <source>The recorder lost a part of the audio.</source>
        <translation>Der Recorder hat einen Teil des Tons verloren.</translation>
    </message>
    <message>
        <source>The recorder was down during a part of the call.</source>
        <translation>Der Recorder war während eines Teils des Anrufs außer Betrieb.</translation>
    </message>
    <message>
        <source>The end of the call was not signalled.</source>
        <translation>Das Ende des Anrufs wurde nicht gemeldet.</translation>
    </message>
    <message>
        <source>The end of the recording is damaged.</source>
        <translation>Das Ende der Aufzeichnung ist beschädigt.</translation>
    </message>
    <message>
        <source>Audio from a stranger&apos;s address was refused.</source>
        <translation>Ton von einer fremden Adresse wurde abgewiesen.</translation>
    </message>
    <message>
        <source>Root Administrator</source>
        <translation>Hauptadministrator</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>View calls</source>
        <translation>Anrufe ansehen</translation>
    </message>
    <message>
        <source>View active calls</source>
        <translation>Aktive Anrufe ansehen</translation>
    </message>
    <message>
        <source>Playback calls</source>
        <translation>Anrufe abspielen</translation>
    </message>
    <message>
        <source>View settings</source>
        <translation>Einstellungen ansehen</translation>
    </message>
    <message>
        <source>Edit settings</source>
        <translation>Einstellungen ändern</translation>
    </message>
    <message>
        <source>Any</source>
        <extracomment>no condition on this field</extracomment>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Date: %1</source>
        <translation>Datum: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>a filter and its value: &quot;State: Any&quot;</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Refresh (F5)</source>
        <translation>Aktualisieren (F5)</translation>
    </message>
    <message>
        <source>Automatic refresh</source>
        <translation>Automatisch aktualisieren</translation>
    </message>
    <message>
        <source>No auto-refresh</source>
        <translation>Nicht automatisch aktualisieren</translation>
    </message>
    <message numerus="yes">
        <source>Every %n second(s)</source>
        <translation>
            <numerusform>Jede Sekunde</numerusform>
            <numerusform>Alle %n Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Every %n minute(s)</source>
        <translation>
            <numerusform>Jede Minute</numerusform>
            <numerusform>Alle %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>live, as of %1</source>
        <extracomment>the moment to which a list is true: &quot;as of 10:41:07&quot;</extracomment>
        <translation>live, Stand %1</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>Stand %1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n ausgewählt</numerusform>
            <numerusform>%n ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Select all matching</source>
        <translation>Alle passenden auswählen</translation>
    </message>
    <message numerus="yes">
        <source>Select all %n matching</source>
        <translation>
            <numerusform>Die eine passende auswählen</numerusform>
            <numerusform>Alle %n passenden auswählen</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs the permission “%1”.</source>
        <translation>Erfordert die Berechtigung „%1“.</translation>
    </message>
    <message>
        <source>Not possible without a connection.</source>
        <translation>Ohne Verbindung nicht möglich.</translation>
    </message>
    <message>
        <source>Export “%1” to %2</source>
        <translation>„%1“ nach %2 exportieren</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %n row(s); there are more</source>
        <translation>
            <numerusform>Die erste Zeile; es gibt mehr</numerusform>
            <numerusform>Die ersten %n Zeilen; es gibt mehr</numerusform>
        </translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>Exportiert: %1</translation>
    </message>
    <message>
        <source>The file could not be written: %1</source>
        <translation>Die Datei konnte nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Discard what you changed?</source>
        <translation>Ihre Änderungen verwerfen?</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
    <message>
        <source>minutes:seconds</source>
        <translation>Minuten:Sekunden</translation>
    </message>
    <message>
        <source>%1, required</source>
        <extracomment>accessible name of a field that must be filled in; %1 is its label</extracomment>
        <translation>%1, erforderlich</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
    <message>
        <source>Take their values</source>
        <translation>Fremde Werte übernehmen</translation>
    </message>
    <message>
        <source>Keep mine and save</source>
        <translation>Meine behalten und speichern</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) need your attention:</source>
        <translation>
            <numerusform>Ein Feld braucht Ihre Aufmerksamkeit:</numerusform>
            <numerusform>%n Felder brauchen Ihre Aufmerksamkeit:</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: yours is %2, theirs is %3</source>
        <extracomment>a conflict: name of a field, my value, the value of somebody else</extracomment>
        <translation>%1: Ihr Wert ist %2, der fremde ist %3</translation>
    </message>
    <message>
        <source>Somebody else saved a change meanwhile.</source>
        <translation>Jemand anderes hat inzwischen eine Änderung gespeichert.</translation>
    </message>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>watch the active calls</source>
        <translation>aktive Anrufe beobachten</translation>
    </message>
    <message>
        <source>Nobody is on the phone at the moment. New calls appear here by themselves.</source>
        <translation>Im Augenblick telefoniert niemand. Neue Anrufe erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>Search by number, name or user</source>
        <translation>Suche nach Nummer, Name oder Benutzer</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>a party of a call: number and name</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n note(s)</source>
        <extracomment>state of a recording and how many things a listener must know</extracomment>
        <translation>
            <numerusform>%1, %n Hinweis</numerusform>
            <numerusform>%1, %n Hinweise</numerusform>
        </translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Assigned to a user</source>
        <translation>Einem Benutzer zugeordnet</translation>
    </message>
    <message>
        <source>Not assigned</source>
        <translation>Nicht zugeordnet</translation>
    </message>
    <message>
        <source>Under 10 seconds</source>
        <translation>Unter 10 Sekunden</translation>
    </message>
    <message>
        <source>1 minute and longer</source>
        <translation>1 Minute und länger</translation>
    </message>
    <message>
        <source>10 minutes and longer</source>
        <translation>10 Minuten und länger</translation>
    </message>
    <message>
        <source>load the calls</source>
        <translation>Anrufe laden</translation>
    </message>
    <message>
        <source>No call has been recorded yet.</source>
        <translation>Es wurde noch kein Anruf aufgezeichnet.</translation>
    </message>
    <message numerus="yes">
        <source>%n new call(s)</source>
        <translation>
            <numerusform>%n neuer Anruf</numerusform>
            <numerusform>%n neue Anrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Uhrzeit</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>%1 kbps</source>
        <extracomment>bits per second</extracomment>
        <translation>%1 kbit/s</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Systemvorgabe</translation>
    </message>
    <message>
        <source>The service provider sets it for all tenants. Untick it to choose a format for this tenant alone.</source>
        <translation>Der Dienstanbieter legt sie für alle Mandanten fest. Ohne das Häkchen gilt ein eigenes Format für diesen Mandanten.</translation>
    </message>
    <message>
        <source>Use the system default</source>
        <translation>Systemvorgabe verwenden</translation>
    </message>
    <message>
        <source>File format</source>
        <translation>Dateiformat</translation>
    </message>
    <message>
        <source>WAV keeps every sample and is the better source for speech recognition; MP3 takes a small part of the space.</source>
        <translation>WAV bewahrt jeden Abtastwert und eignet sich besser zur Spracherkennung; MP3 braucht nur einen Bruchteil des Platzes.</translation>
    </message>
    <message>
        <source>WAV</source>
        <translation>WAV</translation>
    </message>
    <message>
        <source>MP3</source>
        <translation>MP3</translation>
    </message>
    <message>
        <source>Audio format</source>
        <translation>Audioformat</translation>
    </message>
    <message>
        <source>Stereo keeps each side of the call on a channel of its own, so that they can be heard and transcribed apart.</source>
        <translation>Stereo legt jede Seite des Anrufs auf einen eigenen Kanal, sodass sie getrennt gehört und verschriftet werden können.</translation>
    </message>
    <message>
        <source>Mono</source>
        <translation>Mono</translation>
    </message>
    <message>
        <source>Stereo</source>
        <translation>Stereo</translation>
    </message>
    <message>
        <source>AGC</source>
        <translation>AGC</translation>
    </message>
    <message>
        <source>Brings both sides of the call to a similar loudness.</source>
        <translation>Bringt beide Seiten des Anrufs auf ähnliche Lautstärke.</translation>
    </message>
    <message>
        <source>Enable the Automatic Gain Control (AGC) filter</source>
        <translation>Automatische Pegelregelung (AGC) einschalten</translation>
    </message>
    <message>
        <source>AGC maximum gain level</source>
        <translation>Größte AGC-Verstärkung</translation>
    </message>
    <message>
        <source>The most that the filter may amplify. It keeps faint noise from being raised to the loudness of speech. Default: 3.0</source>
        <translation>So stark darf der Filter höchstens verstärken. Das verhindert, dass leises Rauschen so laut wird wie Sprache. Vorgabe: 3,0</translation>
    </message>
    <message>
        <source>PLC</source>
        <translation>PLC</translation>
    </message>
    <message>
        <source>Fills the short gaps that lost packets leave, as long as less than about 5% are lost. Without it such gaps are heard as clicks.</source>
        <translation>Füllt die kurzen Lücken verlorener Pakete, solange weniger als etwa 5 % verloren gehen. Ohne ihn sind solche Lücken als Knacken zu hören.</translation>
    </message>
    <message>
        <source>Enable the Packet Loss Concealment (PLC) filter</source>
        <translation>Verschleierung von Paketverlusten (PLC) einschalten</translation>
    </message>
    <message>
        <source>MP3 bitrate</source>
        <translation>MP3-Bitrate</translation>
    </message>
    <message>
        <source>For each channel and each 8000 Hz of sample rate: a stereo file of 16000 Hz has four times this rate. Default: 16</source>
        <translation>Je Kanal und je 8000 Hz Abtastrate: Eine Stereodatei mit 16000 Hz hat die vierfache Rate. Vorgabe: 16</translation>
    </message>
    <message>
        <source>MP3 quality</source>
        <translation>MP3-Qualität</translation>
    </message>
    <message>
        <source>0 compresses best and slowest, 9 is fastest. Default: 5</source>
        <translation>0 komprimiert am besten und langsamsten, 9 am schnellsten. Vorgabe: 5</translation>
    </message>
    <message>
        <source>System: default of all tenants</source>
        <translation>System: Vorgabe aller Mandanten</translation>
    </message>
    <message>
        <source>Settings of</source>
        <translation>Einstellungen von</translation>
    </message>
    <message>
        <source>Whose settings</source>
        <translation>Wessen Einstellungen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Not connected. What you entered stays; it can be saved when the connection is back.</source>
        <translation>Nicht verbunden. Ihre Eingaben bleiben erhalten; speichern können Sie, sobald die Verbindung wieder besteht.</translation>
    </message>
    <message>
        <source>It cannot be saved without a connection. What you entered stays.</source>
        <translation>Ohne Verbindung kann nicht gespeichert werden. Ihre Eingaben bleiben erhalten.</translation>
    </message>
    <message>
        <source>save the file format</source>
        <translation>Dateiformat speichern</translation>
    </message>
    <message>
        <source>File format saved</source>
        <translation>Dateiformat gespeichert</translation>
    </message>
    <message>
        <source>load the file format</source>
        <translation>Dateiformat laden</translation>
    </message>
    <message>
        <source>%1 speaks</source>
        <translation>%1 spricht</translation>
    </message>
    <message>
        <source>%1 and %2 speak</source>
        <translation>%1 und %2 sprechen</translation>
    </message>
    <message>
        <source>silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>%1–%2 %3</source>
        <translation>%1–%2 %3</translation>
    </message>
    <message>
        <source>INFO</source>
        <translation>INFO</translation>
    </message>
    <message>
        <source>Connect Time</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Disconnect Time</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Phone Number</source>
        <translation>Rufnummer</translation>
    </message>
    <message>
        <source>Phone Name</source>
        <translation>Name am Telefon</translation>
    </message>
    <message>
        <source>Phone Id</source>
        <translation>Telefon-ID</translation>
    </message>
    <message>
        <source>Ip-address</source>
        <translation>IP-Adresse</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <comment>stretch of time</comment>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Anwesend</translation>
    </message>
    <message>
        <source>RECORDING</source>
        <translation>AUFZEICHNUNG</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>format, size</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <source>Packets lost</source>
        <translation>Verlorene Pakete</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>packets</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Recorder</source>
        <translation>Recorder</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>Schnittstelle</translation>
    </message>
    <message>
        <source>Call-ID</source>
        <translation>Call-ID</translation>
    </message>
    <message>
        <source>lost on the network</source>
        <translation>im Netz verloren</translation>
    </message>
    <message>
        <source>on hold</source>
        <translation>gehalten</translation>
    </message>
    <message>
        <source>the recorder was down</source>
        <translation>der Recorder war außer Betrieb</translation>
    </message>
    <message>
        <source>lost by the recorder</source>
        <translation>vom Recorder verloren</translation>
    </message>
    <message>
        <source>lost on the network and filled in</source>
        <translation>im Netz verloren und aufgefüllt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Call %1 → %2</source>
        <translation>Anruf %1 → %2</translation>
    </message>
    <message>
        <source>FROM</source>
        <translation>VON</translation>
    </message>
    <message>
        <source>TO</source>
        <translation>AN</translation>
    </message>
    <message>
        <source>PARTY %1</source>
        <translation>TEILNEHMER %1</translation>
    </message>
    <message>
        <source>All parties</source>
        <translation>Alle Teilnehmer</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Caller</source>
        <translation>Anrufer</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>Angerufener</translation>
    </message>
    <message>
        <source>%1 for %2 s, %3: %4</source>
        <extracomment>place, seconds, party, cause</extracomment>
        <translation>%1 für %2 s, %3: %4</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source>Signed in as %1.</source>
        <translation>Angemeldet als %1.</translation>
    </message>
    <message>
        <source>Your role opens no page of this console. Ask your administrator for access.</source>
        <translation>Ihre Rolle öffnet keine Seite dieser Konsole. Bitten Sie Ihren Administrator um Zugang.</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Rückgängig gemacht: %1</translation>
    </message>
    <message>
        <source>undo the deletion</source>
        <translation>das Löschen rückgängig machen</translation>
    </message>
    <message>
        <source>Nothing was deleted: it does not exist any more.</source>
        <translation>Nichts wurde gelöscht: Es gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Search and add</source>
        <translation>Suchen und hinzufügen</translation>
    </message>
    <message>
        <source>%1: search and add</source>
        <translation>%1: suchen und hinzufügen</translation>
    </message>
    <message>
        <source>Remove “%1”</source>
        <translation>„%1“ entfernen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>View audit log</source>
        <translation>Protokoll einsehen</translation>
    </message>
    <message>
        <source>See who did what, and what it was before.</source>
        <translation>Sehen, wer was getan hat und was vorher da stand.</translation>
    </message>
    <message>
        <source>See the calls that are being recorded at this moment.</source>
        <translation>Die Gespräche sehen, die gerade aufgezeichnet werden.</translation>
    </message>
    <message>
        <source>Hear recordings and save their audio files.</source>
        <translation>Aufzeichnungen anhören und ihre Audiodateien speichern.</translation>
    </message>
    <message>
        <source>See the list of recorded calls and their details.</source>
        <translation>Die Liste der aufgezeichneten Gespräche und ihre Einzelheiten sehen.</translation>
    </message>
    <message>
        <source>Edit groups</source>
        <translation>Gruppen bearbeiten</translation>
    </message>
    <message>
        <source>Add, change and delete groups.</source>
        <translation>Gruppen anlegen, ändern und löschen.</translation>
    </message>
    <message>
        <source>View groups</source>
        <translation>Gruppen ansehen</translation>
    </message>
    <message>
        <source>See the groups and who belongs to them.</source>
        <translation>Die Gruppen sehen und wer zu ihnen gehört.</translation>
    </message>
    <message>
        <source>Edit roles</source>
        <translation>Rollen bearbeiten</translation>
    </message>
    <message>
        <source>Add, change and delete roles, and so the rights of everybody who has them.</source>
        <translation>Rollen anlegen, ändern und löschen, und damit die Rechte aller, die sie haben.</translation>
    </message>
    <message>
        <source>View roles</source>
        <translation>Rollen ansehen</translation>
    </message>
    <message>
        <source>See the roles and what they permit.</source>
        <translation>Die Rollen sehen und was sie erlauben.</translation>
    </message>
    <message>
        <source>Terminate sessions</source>
        <translation>Sitzungen beenden</translation>
    </message>
    <message>
        <source>Sign other people out.</source>
        <translation>Andere abmelden.</translation>
    </message>
    <message>
        <source>View sessions</source>
        <translation>Sitzungen ansehen</translation>
    </message>
    <message>
        <source>See who is signed in, from where and since when.</source>
        <translation>Sehen, wer angemeldet ist, von wo und seit wann.</translation>
    </message>
    <message>
        <source>Change how recordings are made and stored.</source>
        <translation>Ändern, wie Aufzeichnungen gemacht und gespeichert werden.</translation>
    </message>
    <message>
        <source>See how recordings are made and stored.</source>
        <translation>Sehen, wie Aufzeichnungen gemacht und gespeichert werden.</translation>
    </message>
    <message>
        <source>View system state</source>
        <translation>Zustand des Systems ansehen</translation>
    </message>
    <message>
        <source>Edit tenants</source>
        <translation>Mandanten bearbeiten</translation>
    </message>
    <message>
        <source>Add, change, suspend and delete tenants.</source>
        <translation>Mandanten anlegen, ändern, sperren und löschen.</translation>
    </message>
    <message>
        <source>View tenants</source>
        <translation>Mandanten ansehen</translation>
    </message>
    <message>
        <source>See the tenants and their limits.</source>
        <translation>Die Mandanten und ihre Grenzen sehen.</translation>
    </message>
    <message>
        <source>Edit users</source>
        <translation>Benutzer bearbeiten</translation>
    </message>
    <message>
        <source>Reset passwords</source>
        <translation>Passwörter zurücksetzen</translation>
    </message>
    <message>
        <source>Give users a one-time password.</source>
        <translation>Benutzern ein Einmalpasswort geben.</translation>
    </message>
    <message>
        <source>View users</source>
        <translation>Benutzer ansehen</translation>
    </message>
    <message>
        <source>See the users, their groups and their settings.</source>
        <translation>Die Benutzer, ihre Gruppen und ihre Einstellungen sehen.</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Gespräche</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>User sessions</source>
        <translation>Benutzersitzungen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Tenants</source>
        <translation>Mandanten</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>Passwort ändern</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Reset password</source>
        <translation>Passwort zurücksetzen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Terminate</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>%1 (leave as is)</source>
        <extracomment>bulk edit; %1 is the value that all have</extracomment>
        <translation>%1 (so lassen)</translation>
    </message>
    <message>
        <source>(mixed — leave as is)</source>
        <translation>(verschieden – so lassen)</translation>
    </message>
    <message>
        <source>Change “%1”</source>
        <translation>„%1“ ändern</translation>
    </message>
    <message>
        <source>Change to</source>
        <translation>Ändern in</translation>
    </message>
    <message>
        <source>Show what can be chosen</source>
        <translation>Zeigen, was gewählt werden kann</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>This is already in use.</source>
        <translation>Das ist schon vergeben.</translation>
    </message>
    <message>
        <source>It contains characters that cannot be shown.</source>
        <translation>Es enthält Zeichen, die nicht dargestellt werden können.</translation>
    </message>
    <message>
        <source>It is not written as expected.</source>
        <translation>Es ist nicht so geschrieben wie erwartet.</translation>
    </message>
    <message>
        <source>It does not exist, or it is not yours to use.</source>
        <translation>Das gibt es nicht, oder Sie dürfen es nicht verwenden.</translation>
    </message>
    <message>
        <source>It is the last one; somebody must be able to administer.</source>
        <translation>Es ist der letzte; jemand muss verwalten können.</translation>
    </message>
    <message>
        <source>A predefined role cannot be deleted.</source>
        <translation>Eine vordefinierte Rolle kann nicht gelöscht werden.</translation>
    </message>
    <message>
        <source>The Root Administrator keeps all rights.</source>
        <translation>Der Root-Administrator behält alle Rechte.</translation>
    </message>
    <message>
        <source>Nobody gives rights that he does not have himself.</source>
        <translation>Niemand vergibt Rechte, die er selbst nicht hat.</translation>
    </message>
    <message>
        <source>Your role does not permit this value.</source>
        <translation>Ihre Rolle erlaubt diesen Wert nicht.</translation>
    </message>
    <message>
        <source>Your role does not reach this.</source>
        <translation>Ihre Rolle reicht nicht bis hierher.</translation>
    </message>
    <message>
        <source>It cannot be changed afterwards.</source>
        <translation>Das lässt sich später nicht ändern.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>action, object</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>DATE</source>
        <translation>DATUM</translation>
    </message>
    <message>
        <source>INITIATOR</source>
        <translation>AUSLÖSER</translation>
    </message>
    <message>
        <source>RESOURCE</source>
        <translation>BEREICH</translation>
    </message>
    <message>
        <source>ACTION/DETAILS</source>
        <translation>AKTION/EINZELHEITEN</translation>
    </message>
    <message>
        <source>TENANT</source>
        <translation>MANDANT</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>load the audit log</source>
        <translation>das Protokoll laden</translation>
    </message>
    <message>
        <source>Nothing has been recorded here yet.</source>
        <translation>Hier ist noch nichts verzeichnet.</translation>
    </message>
    <message>
        <source>Search by initiator, action, detail</source>
        <translation>Suche nach Auslöser, Aktion, Einzelheit</translation>
    </message>
    <message>
        <source>Resource</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Action «%1»</source>
        <translation>Aktion «%1»</translation>
    </message>
    <message>
        <source>ACTION</source>
        <translation>AKTION</translation>
    </message>
    <message>
        <source>Related to</source>
        <translation>Betrifft</translation>
    </message>
    <message>
        <source>Initiator</source>
        <translation>Auslöser</translation>
    </message>
    <message>
        <source>Client IP-address</source>
        <translation>IP-Adresse</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>No field was changed.</source>
        <translation>Kein Feld wurde geändert.</translation>
    </message>
    <message>
        <source>FIELD</source>
        <translation>FELD</translation>
    </message>
    <message>
        <source>BEFORE</source>
        <translation>VORHER</translation>
    </message>
    <message>
        <source>AFTER</source>
        <translation>NACHHER</translation>
    </message>
    <message>
        <source>Fields before and after</source>
        <translation>Felder vorher und nachher</translation>
    </message>
    <message>
        <source>AUDIT TRAIL</source>
        <translation>PROTOKOLL</translation>
    </message>
    <message>
        <source>load the audit record</source>
        <translation>den Protokolleintrag laden</translation>
    </message>
    <message>
        <source>RELATED RECORDS</source>
        <translation>VERWANDTE EINTRÄGE</translation>
    </message>
    <message>
        <source>It is related to no object.</source>
        <translation>Er betrifft kein Objekt.</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>On-demand only</source>
        <translation>Nur auf Anforderung</translation>
    </message>
    <message>
        <source>Never</source>
        <comment>recording</comment>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Unrestricted</source>
        <translation>Unbeschränkt</translation>
    </message>
    <message>
        <source>Selected Groups</source>
        <translation>Ausgewählte Gruppen</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Unbegrenzt</translation>
    </message>
    <message>
        <source>Never</source>
        <comment>moment</comment>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Timezone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>– Default –</source>
        <translation>– Standard –</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Every group of a tenant has a name of its own.</source>
        <translation>Jede Gruppe eines Mandanten hat einen eigenen Namen.</translation>
    </message>
    <message>
        <source>Leave empty for default</source>
        <translation>Leer lassen für den Standard</translation>
    </message>
    <message>
        <source>load the groups</source>
        <translation>die Gruppen laden</translation>
    </message>
    <message>
        <source>There is no group yet.</source>
        <translation>Es gibt noch keine Gruppe.</translation>
    </message>
    <message>
        <source>Search by name</source>
        <translation>Suche nach Name</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NAME</translation>
    </message>
    <message>
        <source>TOTAL USERS</source>
        <translation>BENUTZER</translation>
    </message>
    <message>
        <source>Add Group</source>
        <translation>Gruppe hinzufügen</translation>
    </message>
    <message>
        <source>Edit Group</source>
        <translation>Gruppe bearbeiten</translation>
    </message>
    <message>
        <source>Delete Group</source>
        <translation>Gruppe löschen</translation>
    </message>
    <message>
        <source>Edit Group «%1»</source>
        <translation>Gruppe «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the group</source>
        <translation>die Gruppe speichern</translation>
    </message>
    <message>
        <source>delete the group</source>
        <translation>die Gruppe löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) deleted</source>
        <translation>
            <numerusform>%n Gruppe gelöscht</numerusform>
            <numerusform>%n Gruppen gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>load the group</source>
        <translation>die Gruppe laden</translation>
    </message>
    <message>
        <source>Group name</source>
        <translation>Gruppenname</translation>
    </message>
    <message>
        <source>Group «%1»</source>
        <translation>Gruppe «%1»</translation>
    </message>
    <message>
        <source>GROUP</source>
        <translation>GRUPPE</translation>
    </message>
    <message>
        <source>Must change password on next login</source>
        <translation>Muss das Passwort bei der nächsten Anmeldung ändern</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Reset Password</source>
        <translation>Passwort zurücksetzen</translation>
    </message>
    <message>
        <source>One-time password</source>
        <translation>Einmalpasswort</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>reset the password</source>
        <translation>das Passwort zurücksetzen</translation>
    </message>
    <message>
        <source>Access scope</source>
        <translation>Reichweite</translation>
    </message>
    <message>
        <source>Whose calls and users the permissions reach.</source>
        <translation>Wessen Gespräche und Benutzer die Berechtigungen erreichen.</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>Berechtigungen</translation>
    </message>
    <message>
        <source>Allowed networks</source>
        <translation>Erlaubte Netze</translation>
    </message>
    <message>
        <source>Add Network</source>
        <translation>Netz hinzufügen</translation>
    </message>
    <message>
        <source>Address and length, such as 192.0.2.0/24. None: from anywhere.</source>
        <translation>Adresse und Länge, etwa 192.0.2.0/24. Keines: von überall.</translation>
    </message>
    <message>
        <source>load the roles</source>
        <translation>die Rollen laden</translation>
    </message>
    <message>
        <source>There is no role yet.</source>
        <translation>Es gibt noch keine Rolle.</translation>
    </message>
    <message>
        <source>ACCESS SCOPE</source>
        <translation>REICHWEITE</translation>
    </message>
    <message>
        <source>Roles are managed by the service provider.</source>
        <translation>Rollen verwaltet der Dienstanbieter.</translation>
    </message>
    <message>
        <source>Roles are managed by the service provider. To change what one person may do, edit the user.</source>
        <translation>Rollen verwaltet der Dienstanbieter. Was eine einzelne Person darf, ändern Sie beim Benutzer.</translation>
    </message>
    <message>
        <source>Add Role</source>
        <translation>Rolle hinzufügen</translation>
    </message>
    <message>
        <source>Edit Role</source>
        <translation>Rolle bearbeiten</translation>
    </message>
    <message>
        <source>Delete Role</source>
        <translation>Rolle löschen</translation>
    </message>
    <message>
        <source>Edit Role «%1»</source>
        <translation>Rolle «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the role</source>
        <translation>die Rolle speichern</translation>
    </message>
    <message>
        <source>delete the role</source>
        <translation>die Rolle löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n role(s) deleted</source>
        <translation>
            <numerusform>%n Rolle gelöscht</numerusform>
            <numerusform>%n Rollen gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>This role permits nothing.</source>
        <translation>Diese Rolle erlaubt nichts.</translation>
    </message>
    <message>
        <source>load the role</source>
        <translation>die Rolle laden</translation>
    </message>
    <message>
        <source>From anywhere</source>
        <translation>Von überall</translation>
    </message>
    <message>
        <source>Role «%1»</source>
        <translation>Rolle «%1»</translation>
    </message>
    <message>
        <source>ROLE</source>
        <translation>ROLLE</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>moment, how long ago</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>USER</source>
        <translation>BENUTZER</translation>
    </message>
    <message>
        <source>%1 (this session)</source>
        <comment>user</comment>
        <translation>%1 (diese Sitzung)</translation>
    </message>
    <message>
        <source>LOGIN</source>
        <translation>ANMELDENAME</translation>
    </message>
    <message>
        <source>IP-ADDRESS</source>
        <translation>IP-ADRESSE</translation>
    </message>
    <message>
        <source>SESSION START TIME</source>
        <translation>BEGINN DER SITZUNG</translation>
    </message>
    <message>
        <source>CLIENT</source>
        <translation>PROGRAMM</translation>
    </message>
    <message>
        <source>SYSTEM</source>
        <translation>SYSTEM</translation>
    </message>
    <message>
        <source>LAST ACTION</source>
        <translation>LETZTE AKTION</translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) ended</source>
        <translation>
            <numerusform>%n Sitzung beendet</numerusform>
            <numerusform>%n Sitzungen beendet</numerusform>
        </translation>
    </message>
    <message>
        <source>end the session</source>
        <translation>die Sitzung beenden</translation>
    </message>
    <message>
        <source>One of them is your own session. You will have to sign in again.</source>
        <translation>Eine davon ist Ihre eigene Sitzung. Sie müssen sich dann neu anmelden.</translation>
    </message>
    <message>
        <source>load the sessions</source>
        <translation>die Sitzungen laden</translation>
    </message>
    <message>
        <source>Nobody is signed in.</source>
        <translation>Niemand ist angemeldet.</translation>
    </message>
    <message>
        <source>Search by user, login, IP-address</source>
        <translation>Suche nach Benutzer, Anmeldename, IP-Adresse</translation>
    </message>
    <message>
        <source>STATUS</source>
        <translation>STATUS</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>RECORDING SEATS</source>
        <translation>AUFZEICHNUNGSPLÄTZE</translation>
    </message>
    <message>
        <source>TIMEZONE</source>
        <translation>ZEITZONE</translation>
    </message>
    <message>
        <source>Nobody of this tenant can sign in</source>
        <translation>Niemand dieses Mandanten kann sich anmelden</translation>
    </message>
    <message>
        <source>Calls are recorded all the same.</source>
        <translation>Gespräche werden trotzdem aufgezeichnet.</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>RECORDING SETTINGS</source>
        <translation>AUFZEICHNUNG</translation>
    </message>
    <message>
        <source>Call recording</source>
        <translation>Gesprächsaufzeichnung</translation>
    </message>
    <message>
        <source>LICENSE LIMITS</source>
        <translation>LIZENZGRENZEN</translation>
    </message>
    <message>
        <source>Leave empty for the system&apos;s.</source>
        <translation>Leer lassen für die Vorgabe des Systems.</translation>
    </message>
    <message>
        <source>Screen recording</source>
        <translation>Bildschirmaufzeichnung</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Live monitoring</source>
        <translation>Mithören</translation>
    </message>
    <message>
        <source>load the tenants</source>
        <translation>die Mandanten laden</translation>
    </message>
    <message>
        <source>There is no tenant yet.</source>
        <translation>Es gibt noch keinen Mandanten.</translation>
    </message>
    <message>
        <source>Add Tenant</source>
        <translation>Mandant hinzufügen</translation>
    </message>
    <message>
        <source>Edit Tenant</source>
        <translation>Mandant bearbeiten</translation>
    </message>
    <message>
        <source>Delete Tenant</source>
        <translation>Mandant löschen</translation>
    </message>
    <message>
        <source>Edit Tenant «%1»</source>
        <translation>Mandant «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the tenant</source>
        <translation>den Mandanten speichern</translation>
    </message>
    <message>
        <source>delete the tenant</source>
        <translation>den Mandanten löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n tenant(s) deleted</source>
        <translation>
            <numerusform>%n Mandant gelöscht</numerusform>
            <numerusform>%n Mandanten gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Tenant «%1»</source>
        <translation>Mandant «%1»</translation>
    </message>
    <message>
        <source>Created Time</source>
        <translation>Angelegt am</translation>
    </message>
    <message>
        <source>load the tenant</source>
        <translation>den Mandanten laden</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) changed</source>
        <translation>
            <numerusform>%n Benutzer geändert</numerusform>
            <numerusform>%n Benutzer geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(%n refused: out of reach or gone)</source>
        <extracomment>follows &quot;5 users changed&quot;</extracomment>
        <translation>
            <numerusform>(%n abgelehnt: außer Reichweite oder gelöscht)</numerusform>
            <numerusform>(%n abgelehnt: außer Reichweite oder gelöscht)</numerusform>
        </translation>
    </message>
    <message>
        <source>save the users</source>
        <translation>die Benutzer speichern</translation>
    </message>
    <message>
        <source>Bulk Edit of all matching users</source>
        <translation>Alle passenden Benutzer bearbeiten</translation>
    </message>
    <message numerus="yes">
        <source>Bulk Edit of %n user(s)</source>
        <translation>
            <numerusform>%n Benutzer bearbeiten</numerusform>
            <numerusform>%n Benutzer bearbeiten</numerusform>
        </translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Valid till</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>Only until</source>
        <translation>Nur bis</translation>
    </message>
    <message>
        <source>After this day the user cannot sign in any more.</source>
        <translation>Nach diesem Tag kann sich der Benutzer nicht mehr anmelden.</translation>
    </message>
    <message>
        <source>User Name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Active?</source>
        <translation>Aktiv?</translation>
    </message>
    <message>
        <source>Yes, user is active</source>
        <translation>Ja, der Benutzer ist aktiv</translation>
    </message>
    <message>
        <source>Managed Groups</source>
        <translation>Geführte Gruppen</translation>
    </message>
    <message>
        <source>Whose calls the user works with when the role reaches Selected Groups.</source>
        <translation>Mit deren Gesprächen der Benutzer arbeitet, wenn die Rolle ausgewählte Gruppen erreicht.</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>This is not an email address.</source>
        <translation>Das ist keine E-Mail-Adresse.</translation>
    </message>
    <message>
        <source>Leave empty for the group&apos;s.</source>
        <translation>Leer lassen für die der Gruppe.</translation>
    </message>
    <message>
        <source>Leave empty for the tenant&apos;s.</source>
        <translation>Leer lassen für die des Mandanten.</translation>
    </message>
    <message>
        <source>Record Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Inbound</source>
        <translation>Ankommend</translation>
    </message>
    <message>
        <source>and</source>
        <extracomment>between two values: &quot;from … and …&quot;</extracomment>
        <translation>und</translation>
    </message>
    <message>
        <source>Outbound</source>
        <translation>Abgehend</translation>
    </message>
    <message>
        <source>Confidential calls</source>
        <translation>Vertrauliche Gespräche</translation>
    </message>
    <message>
        <source>Automatically mark all calls of this user as confidential</source>
        <translation>Alle Gespräche dieses Benutzers als vertraulich kennzeichnen</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>Nebenstelle</translation>
    </message>
    <message>
        <source>Add Extension</source>
        <translation>Nebenstelle hinzufügen</translation>
    </message>
    <message>
        <source>The same extension stands here twice.</source>
        <translation>Dieselbe Nebenstelle steht hier zweimal.</translation>
    </message>
    <message>
        <source>Screen Recording Login</source>
        <translation>Anmeldename für Bildschirmaufzeichnung</translation>
    </message>
    <message>
        <source>Add Login</source>
        <translation>Anmeldename hinzufügen</translation>
    </message>
    <message>
        <source>Supported formats: %1</source>
        <translation>Erlaubte Schreibweisen: %1</translation>
    </message>
    <message>
        <source>Allow access?</source>
        <translation>Zugang erlaubt?</translation>
    </message>
    <message>
        <source>Yes, may sign in</source>
        <translation>Ja, darf sich anmelden</translation>
    </message>
    <message>
        <source>ACCESS SETTINGS</source>
        <translation>ZUGANG</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldename</translation>
    </message>
    <message>
        <source>These replace the groups they are in now.</source>
        <translation>Sie ersetzen die jetzigen Gruppen.</translation>
    </message>
    <message>
        <source>These replace the groups they manage now.</source>
        <translation>Sie ersetzen die jetzt geführten Gruppen.</translation>
    </message>
    <message>
        <source>any direction</source>
        <translation>jede Richtung</translation>
    </message>
    <message>
        <source>no direction</source>
        <translation>keine Richtung</translation>
    </message>
    <message>
        <source>inbound only</source>
        <translation>nur ankommend</translation>
    </message>
    <message>
        <source>outbound only</source>
        <translation>nur abgehend</translation>
    </message>
    <message>
        <source>EXTENSION</source>
        <translation>NEBENSTELLE</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>Inaktiv</translation>
    </message>
    <message>
        <source>Search by name, extension, group, role</source>
        <translation>Suche nach Name, Nebenstelle, Gruppe, Rolle</translation>
    </message>
    <message>
        <source>Select a group</source>
        <translation>Gruppe wählen</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Bulk Edit</source>
        <translation>Mehrere bearbeiten</translation>
    </message>
    <message>
        <source>load the users</source>
        <translation>die Benutzer laden</translation>
    </message>
    <message>
        <source>There is no user yet.</source>
        <translation>Es gibt noch keinen Benutzer.</translation>
    </message>
    <message>
        <source>Nobody is in this group.</source>
        <translation>Niemand ist in dieser Gruppe.</translation>
    </message>
    <message>
        <source>Edit User</source>
        <translation>Benutzer bearbeiten</translation>
    </message>
    <message>
        <source>Add User</source>
        <translation>Benutzer hinzufügen</translation>
    </message>
    <message>
        <source>Delete User</source>
        <translation>Benutzer löschen</translation>
    </message>
    <message>
        <source>Edit User «%1»</source>
        <translation>Benutzer «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the user</source>
        <translation>den Benutzer speichern</translation>
    </message>
    <message>
        <source>delete the user</source>
        <translation>den Benutzer löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) deleted</source>
        <translation>
            <numerusform>%n Benutzer gelöscht</numerusform>
            <numerusform>%n Benutzer gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>User «%1»</source>
        <translation>Benutzer «%1»</translation>
    </message>
    <message>
        <source>PROFILE</source>
        <translation>PROFIL</translation>
    </message>
    <message>
        <source>Managed groups</source>
        <translation>Geführte Gruppen</translation>
    </message>
    <message>
        <source>Record direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Extensions</source>
        <translation>Nebenstellen</translation>
    </message>
    <message>
        <source>Confidential</source>
        <translation>Vertraulich</translation>
    </message>
    <message>
        <source>Allow access</source>
        <translation>Zugang erlaubt</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>is set</source>
        <translation>ist gesetzt</translation>
    </message>
    <message>
        <source>not set yet</source>
        <translation>noch nicht gesetzt</translation>
    </message>
    <message>
        <source>Must change password</source>
        <translation>Muss Passwort ändern</translation>
    </message>
    <message>
        <source>Last login time</source>
        <translation>Letzte Anmeldung</translation>
    </message>
    <message>
        <source>This user may not sign in. Allow access first.</source>
        <translation>Dieser Benutzer darf sich nicht anmelden. Erlauben Sie zuerst den Zugang.</translation>
    </message>
    <message>
        <source>load the user</source>
        <translation>den Benutzer laden</translation>
    </message>
    <message>
        <source>User Info</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Tick all rows of this page (Ctrl+A)</source>
        <translation>Alle Zeilen dieser Seite ankreuzen (Strg+A)</translation>
    </message>
    <message>
        <source>Nothing has changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Save audio file</source>
        <translation>Audiodatei speichern</translation>
    </message>
    <message>
        <source>find the calls</source>
        <translation>die Anrufe finden</translation>
    </message>
    <message>
        <source>Folder for the audio files</source>
        <translation>Ordner für die Audiodateien</translation>
    </message>
    <message>
        <source>Save here</source>
        <translation>Hier speichern</translation>
    </message>
    <message>
        <source>It is not there any more.</source>
        <translation>Das gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>stop the job</source>
        <translation>den Auftrag anhalten</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Erneut ausführen</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Steps of the test</source>
        <translation>Schritte des Tests</translation>
    </message>
    <message>
        <source>test the connection</source>
        <translation>die Verbindung testen</translation>
    </message>
    <message>
        <source>Saved. %1</source>
        <translation>Gespeichert. %1</translation>
    </message>
    <message>
        <source>Saved. The test passed.</source>
        <translation>Gespeichert. Der Test war erfolgreich.</translation>
    </message>
    <message>
        <source>The test passed.</source>
        <translation>Der Test war erfolgreich.</translation>
    </message>
    <message>
        <source>Saved. Test failed at %1.</source>
        <translation>Gespeichert. Test fehlgeschlagen bei: %1.</translation>
    </message>
    <message>
        <source>Test failed at %1.</source>
        <translation>Test fehlgeschlagen bei: %1.</translation>
    </message>
    <message>
        <source>Saved. The test did not pass.</source>
        <translation>Gespeichert. Der Test war nicht erfolgreich.</translation>
    </message>
    <message>
        <source>The test did not pass.</source>
        <translation>Der Test war nicht erfolgreich.</translation>
    </message>
    <message>
        <source>Synchronization of a directory</source>
        <translation>Abgleich eines Verzeichnisses</translation>
    </message>
    <message>
        <source>Removal of deleted items</source>
        <translation>Entfernen gelöschter Objekte</translation>
    </message>
    <message>
        <source>Import of users</source>
        <translation>Import von Benutzern</translation>
    </message>
    <message>
        <source>Bulk edit of users</source>
        <translation>Bearbeiten mehrerer Benutzer</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüft</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreibt</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Sucht</translation>
    </message>
    <message>
        <source>Removing</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>Switched on again</source>
        <translation>Wieder eingeschaltet</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Switched off: not in the directory any more</source>
        <translation>Ausgeschaltet: nicht mehr im Verzeichnis</translation>
    </message>
    <message>
        <source>The directory does not answer, or refuses.</source>
        <translation>Das Verzeichnis antwortet nicht oder weist ab.</translation>
    </message>
    <message>
        <source>Not in the directory any more</source>
        <translation>Nicht mehr im Verzeichnis</translation>
    </message>
    <message>
        <source>The directory shows no users: check base and filter.</source>
        <translation>Das Verzeichnis zeigt keine Benutzer: Prüfen Sie Basis und Filter.</translation>
    </message>
    <message>
        <source>The recorder that ran it has ended. Nothing was changed in part.</source>
        <translation>Der Recorder, der ihn ausführte, wurde beendet. Nichts wurde nur zum Teil geändert.</translation>
    </message>
    <message>
        <source>The recorder was stopped. Start it again.</source>
        <translation>Der Recorder wurde angehalten. Starten Sie den Auftrag noch einmal.</translation>
    </message>
    <message>
        <source>Who asked for it may not sign in any more.</source>
        <translation>Wer ihn erteilt hat, darf sich nicht mehr anmelden.</translation>
    </message>
    <message>
        <source>The role of who asked for it does not permit it.</source>
        <translation>Die Rolle dessen, der ihn erteilt hat, erlaubt ihn nicht.</translation>
    </message>
    <message>
        <source>Out of reach, or gone meanwhile.</source>
        <translation>Außer Reichweite oder inzwischen gelöscht.</translation>
    </message>
    <message>
        <source>The server is busy or its database is away.</source>
        <translation>Der Server ist ausgelastet oder seine Datenbank nicht erreichbar.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>kind of job, name of a file</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (trial)</source>
        <comment>job that changes nothing</comment>
        <translation>%1 (Probelauf)</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n geändert</numerusform>
            <numerusform>%n geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left as it was</source>
        <translation>
            <numerusform>%n so gelassen</numerusform>
            <numerusform>%n so gelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation>
            <numerusform>%n abgelehnt</numerusform>
            <numerusform>%n abgelehnt</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>Nichts zu tun</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <comment>stage of a job</comment>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>View confidential calls</source>
        <translation>Vertrauliche Anrufe ansehen</translation>
    </message>
    <message>
        <source>See, hear and mark calls that are confidential.</source>
        <translation>Vertrauliche Gespräche sehen, hören und kennzeichnen.</translation>
    </message>
    <message>
        <source>Keep calls</source>
        <translation>Anrufe behalten</translation>
    </message>
    <message>
        <source>Keep calls that are recorded on demand only.</source>
        <translation>Gespräche behalten, die nur auf Anforderung aufgezeichnet werden.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Remove deleted items before their time, so that nobody can restore them.</source>
        <translation>Gelöschtes vor seiner Zeit entfernen, sodass niemand es wiederherstellen kann.</translation>
    </message>
    <message>
        <source>View deleted items</source>
        <translation>Gelöschtes ansehen</translation>
    </message>
    <message>
        <source>See what was deleted lately, and who did it.</source>
        <translation>Sehen, was in letzter Zeit gelöscht wurde und von wem.</translation>
    </message>
    <message>
        <source>View jobs</source>
        <translation>Aufträge ansehen</translation>
    </message>
    <message>
        <source>See and stop the jobs of everybody in the tenant, not only one&apos;s own.</source>
        <translation>Die Aufträge aller im Mandanten sehen und anhalten, nicht nur die eigenen.</translation>
    </message>
    <message>
        <source>Edit sources of users</source>
        <translation>Benutzerquellen bearbeiten</translation>
    </message>
    <message>
        <source>Change the directories and providers that users sign in with.</source>
        <translation>Die Verzeichnisse und Anbieter ändern, mit denen sich Benutzer anmelden.</translation>
    </message>
    <message>
        <source>View sources of users</source>
        <translation>Benutzerquellen ansehen</translation>
    </message>
    <message>
        <source>See the directories and providers that users sign in with.</source>
        <translation>Die Verzeichnisse und Anbieter sehen, mit denen sich Benutzer anmelden.</translation>
    </message>
    <message>
        <source>Edit system</source>
        <translation>System bearbeiten</translation>
    </message>
    <message>
        <source>Change how the whole installation works.</source>
        <translation>Ändern, wie die ganze Installation arbeitet.</translation>
    </message>
    <message>
        <source>Impersonate users</source>
        <translation>Benutzer vertreten</translation>
    </message>
    <message>
        <source>See what a user sees, with the rights that both have.</source>
        <translation>Sehen, was ein Benutzer sieht, mit den Rechten, die beide haben.</translation>
    </message>
    <message>
        <source>Deleted items</source>
        <translation>Gelöschtes</translation>
    </message>
    <message>
        <source>User devices</source>
        <translation>Benutzergeräte</translation>
    </message>
    <message>
        <source>Directories</source>
        <translation>Verzeichnisse</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Forgot password</source>
        <translation>Passwort vergessen</translation>
    </message>
    <message>
        <source>Impersonate</source>
        <translation>Vertreten</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Change policy</source>
        <translation>Richtlinie ändern</translation>
    </message>
    <message>
        <source>New recovery codes</source>
        <translation>Neue Wiederherstellungscodes</translation>
    </message>
    <message>
        <source>Remove after its time</source>
        <translation>Nach Ablauf entfernen</translation>
    </message>
    <message>
        <source>Reset password by a link</source>
        <translation>Passwort per Link zurücksetzen</translation>
    </message>
    <message>
        <source>Change the retention</source>
        <translation>Aufbewahrung ändern</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung</translation>
    </message>
    <message>
        <source>Switch off 2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung ausschalten</translation>
    </message>
    <message>
        <source>Switch on 2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung einschalten</translation>
    </message>
    <message>
        <source>Remove 2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung entfernen</translation>
    </message>
    <message>
        <source>Send a reset link</source>
        <translation>Link zum Zurücksetzen senden</translation>
    </message>
    <message>
        <source>Mark as confidential</source>
        <translation>Als vertraulich kennzeichnen</translation>
    </message>
    <message>
        <source>Synchronize</source>
        <translation>Abgleichen</translation>
    </message>
    <message>
        <source>Synchronized</source>
        <translation>Abgeglichen</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Bulk edit as a job</source>
        <translation>Mehrere als Auftrag bearbeiten</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Not run</source>
        <translation>Nicht ausgeführt</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Name</source>
        <comment>of a host</comment>
        <translation>Name</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>Absender</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Discovery</source>
        <translation>Ermittlung</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Host key</source>
        <translation>Hostschlüssel</translation>
    </message>
    <message>
        <source>Exists</source>
        <translation>Vorhanden</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Read back</source>
        <translation>Zurücklesen</translation>
    </message>
    <message>
        <source>Free space</source>
        <translation>Freier Platz</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Credentials</source>
        <translation>Zugangsdaten</translation>
    </message>
    <message>
        <source>Bucket and region</source>
        <translation>Bucket und Region</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>The host&apos;s name is not known to the recorder: check how it is written, and the recorder&apos;s name server.</source>
        <translation>Der Recorder kennt den Namen des Hosts nicht: Prüfen Sie die Schreibweise und den Nameserver des Recorders.</translation>
    </message>
    <message>
        <source>Nothing answers at this port: check the port, and whether the service runs.</source>
        <translation>An diesem Port antwortet nichts: Prüfen Sie den Port und ob der Dienst läuft.</translation>
    </message>
    <message>
        <source>No answer came in time: check host and port, and the firewalls on the way.</source>
        <translation>Es kam nicht rechtzeitig eine Antwort: Prüfen Sie Host und Port und die Firewalls auf dem Weg.</translation>
    </message>
    <message>
        <source>There is no way to this host: check the address and the recorder&apos;s network.</source>
        <translation>Zu diesem Host führt kein Weg: Prüfen Sie die Adresse und das Netz des Recorders.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not trusted: enter the certificate of the authority that issued it.</source>
        <translation>Dem Zertifikat des Servers wird nicht vertraut: Geben Sie das Zertifikat der Stelle ein, die es ausgestellt hat.</translation>
    </message>
    <message>
        <source>The certificate is for another name: use the name that stands in it.</source>
        <translation>Das Zertifikat gilt für einen anderen Namen: Verwenden Sie den Namen, der darin steht.</translation>
    </message>
    <message>
        <source>The certificate is not valid at this time: renew it, or correct the clock.</source>
        <translation>Das Zertifikat ist zu dieser Zeit nicht gültig: Erneuern Sie es oder stellen Sie die Uhr richtig.</translation>
    </message>
    <message>
        <source>The server does not offer this encryption: check the kind of encryption and the port.</source>
        <translation>Der Server bietet diese Verschlüsselung nicht an: Prüfen Sie die Art der Verschlüsselung und den Port.</translation>
    </message>
    <message>
        <source>The server refused the login: check login and password.</source>
        <translation>Der Server hat die Anmeldung abgelehnt: Prüfen Sie Anmeldename und Passwort.</translation>
    </message>
    <message>
        <source>The server does not take mail from this sender: check the address and what this login may send.</source>
        <translation>Der Server nimmt keine E-Mail von diesem Absender an: Prüfen Sie die Adresse und was dieser Anmeldename senden darf.</translation>
    </message>
    <message>
        <source>The server does not take mail for this address: check the address.</source>
        <translation>Der Server nimmt keine E-Mail für diese Adresse an: Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>The server refused the message: its answer says why.</source>
        <translation>Der Server hat die Nachricht abgelehnt: Seine Antwort sagt, warum.</translation>
    </message>
    <message>
        <source>The place to search in does not exist: check the base DN.</source>
        <translation>Den Ort, an dem gesucht werden soll, gibt es nicht: Prüfen Sie den Basis-DN.</translation>
    </message>
    <message>
        <source>The filter is not understood: check how it is written.</source>
        <translation>Der Filter wird nicht verstanden: Prüfen Sie seine Schreibweise.</translation>
    </message>
    <message>
        <source>Nothing was found: check the base and the filter.</source>
        <translation>Es wurde nichts gefunden: Prüfen Sie Basis und Filter.</translation>
    </message>
    <message>
        <source>The provider calls itself differently: enter the issuer exactly as it does.</source>
        <translation>Der Anbieter nennt sich anders: Geben Sie den Aussteller genau so ein wie er selbst.</translation>
    </message>
    <message>
        <source>The account may not do this there: give it the right to write.</source>
        <translation>Das Konto darf das dort nicht: Geben Sie ihm das Recht zu schreiben.</translation>
    </message>
    <message>
        <source>The place does not exist: check the path.</source>
        <translation>Den Ort gibt es nicht: Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>There is no room left: free some, or choose another place.</source>
        <translation>Es ist kein Platz mehr frei: Schaffen Sie Platz oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>The other side speaks another protocol: check host and port.</source>
        <translation>Die Gegenseite spricht ein anderes Protokoll: Prüfen Sie Host und Port.</translation>
    </message>
    <message>
        <source>What the other side said stands beside the failed step.</source>
        <translation>Was die Gegenseite sagte, steht neben dem fehlgeschlagenen Schritt.</translation>
    </message>
    <message>
        <source>It runs already.</source>
        <translation>Das läuft schon.</translation>
    </message>
    <message>
        <source>Too many of them are waiting.</source>
        <translation>Davon warten schon zu viele.</translation>
    </message>
    <message>
        <source>Nobody does this for somebody else: end the impersonation first.</source>
        <translation>Das tut niemand für einen anderen: Beenden Sie zuerst die Vertretung.</translation>
    </message>
    <message>
        <source>The user could not sign in himself.</source>
        <translation>Der Benutzer könnte sich selbst nicht anmelden.</translation>
    </message>
    <message>
        <source>Not for yourself.</source>
        <translation>Nicht für Sie selbst.</translation>
    </message>
    <message>
        <source>Nothing is left of this call.</source>
        <translation>Von diesem Anruf ist nichts mehr da.</translation>
    </message>
    <message>
        <source>Without encryption only to the recorder&apos;s own machine.</source>
        <translation>Unverschlüsselt nur zum Rechner des Recorders selbst.</translation>
    </message>
    <message>
        <source>Write an address or a network: 192.0.2.7 or 192.0.2.0/24.</source>
        <translation>Schreiben Sie eine Adresse oder ein Netz: 192.0.2.7 oder 192.0.2.0/24.</translation>
    </message>
    <message>
        <source>Write the name or address of a host without a port: sbc7.example.com.</source>
        <translation>Schreiben Sie den Namen oder die Adresse eines Hosts ohne Port: sbc7.example.com.</translation>
    </message>
    <message>
        <source>Write a range with two numbers of the same length, the smaller one first: 2000-2999.</source>
        <translation>Schreiben Sie einen Bereich mit zwei gleich langen Nummern, die kleinere zuerst: 2000-2999.</translation>
    </message>
    <message>
        <source>One user has 1,000 numbers at most.</source>
        <translation>Ein Benutzer hat höchstens 1.000 Nummern.</translation>
    </message>
    <message>
        <source>%1 belongs to the tenant «%2».</source>
        <extracomment>%1 is a value such as 10.0.0.0/8, %2 the name of a tenant</extracomment>
        <translation>%1 gehört zum Mandanten «%2».</translation>
    </message>
    <message>
        <source>Nobody else can open the key that ends in %1: grant it to somebody else, or revoke it, first.</source>
        <extracomment>%1 is the end of a key&apos;s fingerprint</extracomment>
        <translation>Niemand sonst kann den Schlüssel öffnen, der auf %1 endet: Erteilen Sie ihn erst jemand anderem, oder entziehen Sie ihn.</translation>
    </message>
    <message>
        <source>Not enough seats are free: %1 of %2 are given.</source>
        <extracomment>seats of a licence</extracomment>
        <translation>Es sind nicht genug Plätze frei: %1 von %2 sind vergeben.</translation>
    </message>
    <message>
        <source>%1 seats are given to users already.</source>
        <translation>%1 Plätze sind schon an Benutzer vergeben.</translation>
    </message>
    <message>
        <source>This call is confidential.</source>
        <translation>Dieses Gespräch ist vertraulich.</translation>
    </message>
    <message>
        <source>USER DEVICES</source>
        <translation>BENUTZERGERÄTE</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>FIRST ACCESS</source>
        <translation>ERSTER ZUGRIFF</translation>
    </message>
    <message>
        <source>LAST ACCESS</source>
        <translation>LETZTER ZUGRIFF</translation>
    </message>
    <message>
        <source>LOCATION</source>
        <translation>ORT</translation>
    </message>
    <message>
        <source>2-STEP VERIFICATION</source>
        <translation>ZWEI-FAKTOR-ANMELDUNG</translation>
    </message>
    <message>
        <source>load the devices</source>
        <translation>die Geräte laden</translation>
    </message>
    <message>
        <source>%1 (this device)</source>
        <translation>%1 (dieses Gerät)</translation>
    </message>
    <message>
        <source>asked each time</source>
        <translation>wird jedes Mal verlangt</translation>
    </message>
    <message>
        <source>not asked until %1</source>
        <translation>wird bis %1 nicht verlangt</translation>
    </message>
    <message>
        <source>No device is known yet.</source>
        <translation>Noch ist kein Gerät bekannt.</translation>
    </message>
    <message>
        <source>Exit the impersonation first.</source>
        <translation>Beenden Sie zuerst die Vertretung.</translation>
    </message>
    <message>
        <source>Choose the devices first.</source>
        <translation>Wählen Sie zuerst die Geräte.</translation>
    </message>
    <message>
        <source>Its sessions end, and 2-step verification is asked for again</source>
        <translation>Seine Sitzungen enden, und der zweite Faktor wird wieder verlangt</translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) revoked</source>
        <translation>
            <numerusform>%n Gerät widerrufen</numerusform>
            <numerusform>%n Geräte widerrufen</numerusform>
        </translation>
    </message>
    <message>
        <source>revoke the devices</source>
        <translation>die Geräte widerrufen</translation>
    </message>
    <message>
        <source>LDAP Directory Service</source>
        <translation>LDAP-Verzeichnisdienst</translation>
    </message>
    <message>
        <source>Single sign-on</source>
        <translation>Single Sign-on</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>Mein Profil</translation>
    </message>
    <message>
        <source>SIGN-IN</source>
        <translation>ANMELDUNG</translation>
    </message>
    <message>
        <source>Authenticate with</source>
        <translation>Anmelden mit</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Set up 2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung einrichten</translation>
    </message>
    <message>
        <source>Nobody does this for somebody else. Exit the impersonation first.</source>
        <translation>Das tut niemand für einen anderen. Beenden Sie zuerst die Vertretung.</translation>
    </message>
    <message>
        <source>It is on.</source>
        <translation>Sie ist eingeschaltet.</translation>
    </message>
    <message>
        <source>2-step verification is off.</source>
        <translation>Die Zwei-Faktor-Anmeldung ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>2-step verification is on</source>
        <translation>Zwei-Faktor-Anmeldung eingeschaltet</translation>
    </message>
    <message>
        <source>The old recovery codes are void</source>
        <translation>Die alten Wiederherstellungscodes gelten nicht mehr</translation>
    </message>
    <message>
        <source>2-step verification is off</source>
        <translation>Zwei-Faktor-Anmeldung ausgeschaltet</translation>
    </message>
    <message>
        <source>load your profile</source>
        <translation>Ihr Profil laden</translation>
    </message>
    <message>
        <source>Your password is not kept here: change it where you sign in.</source>
        <translation>Ihr Passwort ist nicht hier gespeichert: Ändern Sie es dort, wo Sie sich anmelden.</translation>
    </message>
    <message>
        <source>Save the recovery codes</source>
        <translation>Wiederherstellungscodes speichern</translation>
    </message>
    <message>
        <source>Present password</source>
        <translation>Jetziges Passwort</translation>
    </message>
    <message>
        <source>From then on signing in needs your password and a code that an authenticator app on your phone shows. First confirm that it is you.</source>
        <translation>Von da an brauchen Sie zum Anmelden Ihr Passwort und einen Code, den eine Authenticator-App auf Ihrem Telefon zeigt. Bestätigen Sie zuerst, dass Sie es sind.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Scan this code with the app, or enter the key there by hand.</source>
        <translation>Scannen Sie diesen Code mit der App oder geben Sie dort den Schlüssel von Hand ein.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Recovery codes</source>
        <translation>Wiederherstellungscodes</translation>
    </message>
    <message>
        <source>Save as file…</source>
        <translation>Als Datei speichern …</translation>
    </message>
    <message>
        <source>I have kept them</source>
        <translation>Ich habe sie aufbewahrt</translation>
    </message>
    <message>
        <source>Recovery codes let you in when your phone is not at hand. Each is good once. They are shown only now: keep them where others do not find them.</source>
        <translation>Mit Wiederherstellungscodes melden Sie sich an, wenn Ihr Telefon nicht zur Hand ist. Jeder gilt einmal. Sie werden nur jetzt gezeigt: Bewahren Sie sie dort auf, wo andere sie nicht finden.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Then enter the six digits that it shows.</source>
        <translation>Geben Sie dann die sechs Ziffern ein, die sie zeigt.</translation>
    </message>
    <message>
        <source>Enter the six digits that your authenticator app shows, or a recovery code.</source>
        <translation>Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App zeigt, oder einen Wiederherstellungscode.</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Make new codes</source>
        <translation>Neue Codes erzeugen</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Enter your present password.</source>
        <translation>Geben Sie Ihr jetziges Passwort ein.</translation>
    </message>
    <message>
        <source>QR code of the key %1</source>
        <translation>QR-Code des Schlüssels %1</translation>
    </message>
    <message>
        <source>Enter all six digits.</source>
        <translation>Geben Sie alle sechs Ziffern ein.</translation>
    </message>
    <message>
        <source>Recovery codes of %1</source>
        <translation>Wiederherstellungscodes von %1</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>change 2-step verification</source>
        <translation>die Zwei-Faktor-Anmeldung ändern</translation>
    </message>
    <message>
        <source>This is not your present password.</source>
        <translation>Das ist nicht Ihr jetziges Passwort.</translation>
    </message>
    <message>
        <source>The code is not right, or it was used already. Wait for the next one; the clock of your phone must be right.</source>
        <translation>Der Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten; die Uhr Ihres Telefons muss richtig gehen.</translation>
    </message>
    <message>
        <source>Too many wrong tries. Wait five minutes, then try again.</source>
        <translation>Zu viele Fehlversuche. Warten Sie fünf Minuten und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>You signed in too long ago for this. Sign out, sign in again, and do it within ten minutes.</source>
        <translation>Ihre Anmeldung liegt dafür zu lange zurück. Melden Sie sich ab und wieder an und tun Sie es innerhalb von zehn Minuten.</translation>
    </message>
    <message>
        <source>Your role demands 2-step verification: it cannot be switched off.</source>
        <translation>Ihre Rolle verlangt die Zwei-Faktor-Anmeldung: Sie kann nicht ausgeschaltet werden.</translation>
    </message>
    <message>
        <source>It was changed meanwhile. Close this window and look again.</source>
        <translation>Es wurde inzwischen geändert. Schließen Sie dieses Fenster und sehen Sie noch einmal nach.</translation>
    </message>
    <message>
        <source>These codes are shown only now. Keep them, then tick the box.</source>
        <translation>Diese Codes werden nur jetzt gezeigt. Bewahren Sie sie auf und setzen Sie dann das Häkchen.</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <comment>impersonator, user</comment>
        <translation>%1 als %2</translation>
    </message>
    <message>
        <source>Verify now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Impersonated by</source>
        <translation>In Vertretung durch</translation>
    </message>
    <message>
        <source>All audit log</source>
        <translation>Ganzes Protokoll</translation>
    </message>
    <message>
        <source>Retention settings</source>
        <translation>Aufbewahrung einstellen</translation>
    </message>
    <message>
        <source>Keep entries</source>
        <translation>Einträge behalten</translation>
    </message>
    <message>
        <source>RETENTION</source>
        <translation>AUFBEWAHRUNG</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Older entries are removed once a day, under a signature: the rest can still be verified.</source>
        <translation>Ältere Einträge werden einmal am Tag mit Signatur entfernt: Der Rest lässt sich weiterhin prüfen.</translation>
    </message>
    <message>
        <source>At least %1 days, or for ever.</source>
        <translation>Mindestens %1 Tage oder für immer.</translation>
    </message>
    <message>
        <source>Syslog</source>
        <translation>Syslog</translation>
    </message>
    <message>
        <source>FORWARDING</source>
        <translation>WEITERLEITUNG</translation>
    </message>
    <message>
        <source>Yes, send every entry to a syslog server</source>
        <translation>Ja, jeden Eintrag an einen Syslog-Server senden</translation>
    </message>
    <message>
        <source>What was sent away cannot be removed by whoever owns this system.</source>
        <translation>Was weitergeleitet ist, kann auch der Betreiber dieses Systems nicht entfernen.</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>The recorder&apos;s own host (/dev/log)</source>
        <translation>Der Rechner des Recorders selbst (/dev/log)</translation>
    </message>
    <message>
        <source>UDP (usual port 514); entries may get lost</source>
        <translation>UDP (üblicher Port 514); Einträge können verloren gehen</translation>
    </message>
    <message>
        <source>TCP (usual port 601 or 514)</source>
        <translation>TCP (üblicher Port 601 oder 514)</translation>
    </message>
    <message>
        <source>TLS (usual port 6514)</source>
        <translation>TLS (üblicher Port 6514)</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>CA certificates</source>
        <translation>CA-Zertifikate</translation>
    </message>
    <message>
        <source>PEM, of the authority that issued the server&apos;s certificate. Leave empty for those that the recorder&apos;s system trusts.</source>
        <translation>PEM, von der Stelle, die das Zertifikat des Servers ausgestellt hat. Leer lassen für die, denen das System des Recorders vertraut.</translation>
    </message>
    <message>
        <source>How long the audit trail is kept, and where else it goes.</source>
        <translation>Wie lange das Protokoll aufbewahrt wird und wohin es sonst noch geht.</translation>
    </message>
    <message>
        <source>load the retention settings</source>
        <translation>die Aufbewahrung laden</translation>
    </message>
    <message>
        <source>save the retention settings</source>
        <translation>die Aufbewahrung speichern</translation>
    </message>
    <message>
        <source>Retention settings saved</source>
        <translation>Aufbewahrung gespeichert</translation>
    </message>
    <message>
        <source>It begins with entry %1.</source>
        <translation>Es beginnt bei Eintrag %1.</translation>
    </message>
    <message>
        <source>An entry is not as it was written.</source>
        <translation>Ein Eintrag ist nicht mehr so, wie er geschrieben wurde.</translation>
    </message>
    <message>
        <source>An entry, or a signed statement about the trail, is missing.</source>
        <translation>Ein Eintrag oder eine signierte Aussage über das Protokoll fehlt.</translation>
    </message>
    <message>
        <source>Entries do not stand in the order in which they were written.</source>
        <translation>Einträge stehen nicht in der Reihenfolge, in der sie geschrieben wurden.</translation>
    </message>
    <message>
        <source>An entry was added that the recorder did not write.</source>
        <translation>Ein Eintrag kam hinzu, den der Recorder nicht geschrieben hat.</translation>
    </message>
    <message>
        <source>The end of the trail is missing, or the database is an older copy.</source>
        <translation>Das Ende des Protokolls fehlt, oder die Datenbank ist eine ältere Kopie.</translation>
    </message>
    <message>
        <source>A signature is wrong: a statement about the trail was changed.</source>
        <translation>Eine Signatur ist falsch: Eine Aussage über das Protokoll wurde geändert.</translation>
    </message>
    <message>
        <source>Verify the audit trail</source>
        <translation>Protokoll prüfen</translation>
    </message>
    <message>
        <source>%1 entries and %2 signed heads were read.</source>
        <translation>%1 Einträge und %2 signierte Stände wurden gelesen.</translation>
    </message>
    <message>
        <source>The last one was signed %1.</source>
        <translation>Der letzte wurde am %1 signiert.</translation>
    </message>
    <message>
        <source>Every entry is there as it was written.</source>
        <translation>Jeder Eintrag ist da, so wie er geschrieben wurde.</translation>
    </message>
    <message>
        <source>The audit trail was tampered with.</source>
        <translation>Das Protokoll wurde verfälscht.</translation>
    </message>
    <message>
        <source>Export the audit log to %1</source>
        <translation>Protokoll nach %1 exportieren</translation>
    </message>
    <message>
        <source>Stopped; nothing was saved.</source>
        <translation>Angehalten; es wurde nichts gespeichert.</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Wartet auf den Server</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Could not write the file: %1</source>
        <translation>Die Datei konnte nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>export the audit log</source>
        <translation>das Protokoll exportieren</translation>
    </message>
    <message>
        <source>Export the audit log</source>
        <translation>Protokoll exportieren</translation>
    </message>
    <message>
        <source>CSV, a line for each field (*.csv)</source>
        <translation>CSV, eine Zeile je Feld (*.csv)</translation>
    </message>
    <message>
        <source>JSON Lines, an object for each entry (*.jsonl)</source>
        <translation>JSON Lines, ein Objekt je Eintrag (*.jsonl)</translation>
    </message>
    <message>
        <source>Reading every entry</source>
        <translation>Jeder Eintrag wird gelesen</translation>
    </message>
    <message>
        <source>verify the audit trail</source>
        <translation>das Protokoll prüfen</translation>
    </message>
    <message>
        <source>Never</source>
        <comment>synchronized</comment>
        <translation>Nie</translation>
    </message>
    <message>
        <source>By hand only</source>
        <translation>Nur von Hand</translation>
    </message>
    <message numerus="yes">
        <source>Every %n hour(s)</source>
        <translation>
            <numerusform>Jede Stunde</numerusform>
            <numerusform>Alle %n Stunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Everybody sees it at sign-in.</source>
        <translation>Alle sehen es bei der Anmeldung.</translation>
    </message>
    <message>
        <source>Enabled?</source>
        <translation>Eingeschaltet?</translation>
    </message>
    <message>
        <source>Yes, users sign in with this directory</source>
        <translation>Ja, Benutzer melden sich mit diesem Verzeichnis an</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>SERVER</source>
        <translation>SERVER</translation>
    </message>
    <message>
        <source>%1 for TLS from the start, %2 for StartTLS. Nothing is ever sent unencrypted.</source>
        <translation>%1 für TLS von Anfang an, %2 für StartTLS. Nie wird etwas unverschlüsselt gesendet.</translation>
    </message>
    <message>
        <source>The address begins with ldaps:// or ldap://.</source>
        <translation>Die Adresse beginnt mit ldaps:// oder ldap://.</translation>
    </message>
    <message>
        <source>Account that searches</source>
        <translation>Konto für die Suche</translation>
    </message>
    <message>
        <source>Its name in the directory: cn=recorder,dc=example,dc=com. Leave empty to search as nobody.</source>
        <translation>Sein Name im Verzeichnis: cn=recorder,dc=example,dc=com. Leer lassen, um anonym zu suchen.</translation>
    </message>
    <message>
        <source>Its password</source>
        <translation>Sein Passwort</translation>
    </message>
    <message>
        <source>Leave empty to keep the stored one. With another server it has to be given again.</source>
        <translation>Leer lassen, um das gespeicherte zu behalten. Bei einem anderen Server muss es neu eingegeben werden.</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Basis</translation>
    </message>
    <message>
        <source>USERS IN THE DIRECTORY</source>
        <translation>BENUTZER IM VERZEICHNIS</translation>
    </message>
    <message>
        <source>Below this entry users are searched: ou=people,dc=example,dc=com</source>
        <translation>Unter diesem Eintrag werden Benutzer gesucht: ou=people,dc=example,dc=com</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Which entries are users. For Active Directory: %1</source>
        <translation>Welche Einträge Benutzer sind. Bei Active Directory: %1</translation>
    </message>
    <message>
        <source>Attribute that users sign in with. For Active Directory: %1</source>
        <translation>Attribut, mit dem sich Benutzer anmelden. Bei Active Directory: %1</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Leave empty to leave it alone.</source>
        <translation>Leer lassen, um es nicht anzutasten.</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Becomes an extension of the user. Leave empty to leave extensions alone.</source>
        <translation>Wird eine Nebenstelle des Benutzers. Leer lassen, um Nebenstellen nicht anzutasten.</translation>
    </message>
    <message>
        <source>What stays when somebody is renamed. For Active Directory: %1</source>
        <translation>Was bleibt, wenn jemand umbenannt wird. Bei Active Directory: %1</translation>
    </message>
    <message>
        <source>Role of new users</source>
        <translation>Rolle neuer Benutzer</translation>
    </message>
    <message>
        <source>SYNCHRONIZATION</source>
        <translation>ABGLEICH</translation>
    </message>
    <message>
        <source>Group of new users</source>
        <translation>Gruppe neuer Benutzer</translation>
    </message>
    <message>
        <source>Users who are gone</source>
        <translation>Ausgeschiedene Benutzer</translation>
    </message>
    <message>
        <source>Switch off users who are not in the directory any more</source>
        <translation>Benutzer ausschalten, die nicht mehr im Verzeichnis stehen</translation>
    </message>
    <message>
        <source>Synchronize every</source>
        <translation>Abgleichen alle</translation>
    </message>
    <message>
        <source> h</source>
        <translation> h</translation>
    </message>
    <message>
        <source>Enabled</source>
        <translation>Eingeschaltet</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Ausgeschaltet</translation>
    </message>
    <message>
        <source>LAST SYNCHRONIZATION</source>
        <translation>LETZTER ABGLEICH</translation>
    </message>
    <message>
        <source>load the directories</source>
        <translation>die Verzeichnisse laden</translation>
    </message>
    <message>
        <source>There is no directory yet: everybody signs in with a password of this system.</source>
        <translation>Es gibt noch kein Verzeichnis: Alle melden sich mit einem Passwort dieses Systems an.</translation>
    </message>
    <message>
        <source>Search by name or server</source>
        <translation>Suche nach Name oder Server</translation>
    </message>
    <message>
        <source>Add Directory</source>
        <translation>Verzeichnis hinzufügen</translation>
    </message>
    <message>
        <source>Edit Directory</source>
        <translation>Verzeichnis bearbeiten</translation>
    </message>
    <message>
        <source>Delete Directory</source>
        <translation>Verzeichnis löschen</translation>
    </message>
    <message>
        <source>Edit Directory «%1»</source>
        <translation>Verzeichnis «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the directory</source>
        <translation>das Verzeichnis speichern</translation>
    </message>
    <message>
        <source>delete the directory</source>
        <translation>das Verzeichnis löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n directories deleted</source>
        <translation>
            <numerusform>%n Verzeichnis gelöscht</numerusform>
            <numerusform>%n Verzeichnisse gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>those that the recorder&apos;s system trusts</source>
        <translation>die, denen das System des Recorders vertraut</translation>
    </message>
    <message>
        <source>an authority of its own</source>
        <translation>eine eigene Stelle</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>Directory «%1»</source>
        <translation>Verzeichnis «%1»</translation>
    </message>
    <message>
        <source>Switch off who is gone</source>
        <translation>Ausgeschiedene ausschalten</translation>
    </message>
    <message>
        <source>Last time</source>
        <translation>Letztes Mal</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Test the connection to «%1»</source>
        <translation>Verbindung zu «%1» testen</translation>
    </message>
    <message>
        <source>Dry Run</source>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>Synchronize Now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>The directory is being synchronized already.</source>
        <translation>Das Verzeichnis wird schon abgeglichen.</translation>
    </message>
    <message>
        <source>synchronize the directory</source>
        <translation>das Verzeichnis abgleichen</translation>
    </message>
    <message>
        <source>load the directory</source>
        <translation>das Verzeichnis laden</translation>
    </message>
    <message>
        <source>LDAP directory «%1»</source>
        <translation>LDAP-Verzeichnis «%1»</translation>
    </message>
    <message>
        <source>Single sign-on «%1»</source>
        <translation>Single Sign-on «%1»</translation>
    </message>
    <message>
        <source>%1 given, no limit</source>
        <translation>%1 vergeben, unbegrenzt</translation>
    </message>
    <message>
        <source>%1 of %2 given</source>
        <translation>%1 von %2 vergeben</translation>
    </message>
    <message>
        <source>A new password for %1. The present one stops working when the new one is set.</source>
        <translation>Ein neues Passwort für %1. Das jetzige gilt nicht mehr, sobald das neue gesetzt ist.</translation>
    </message>
    <message>
        <source>Create a new password for user</source>
        <translation>Neues Passwort für den Benutzer erzeugen</translation>
    </message>
    <message>
        <source>Send user a reset password link by email (recommended)</source>
        <translation>Dem Benutzer einen Link zum Zurücksetzen per E-Mail senden (empfohlen)</translation>
    </message>
    <message>
        <source>This user has no e-mail address.</source>
        <translation>Dieser Benutzer hat keine E-Mail-Adresse.</translation>
    </message>
    <message>
        <source>This installation sends no e-mail: Administration, System, Mail.</source>
        <translation>Diese Installation sendet keine E-Mail: Verwaltung, System, E-Mail.</translation>
    </message>
    <message>
        <source>A link was sent to %1. It is good once, for 15 minutes; until then the present password works.</source>
        <translation>Ein Link wurde an %1 gesendet. Er gilt einmal, 15 Minuten lang; bis dahin gilt das jetzige Passwort.</translation>
    </message>
    <message>
        <source>This user&apos;s password is not kept here: it is changed in the directory.</source>
        <translation>Das Passwort dieses Benutzers ist nicht hier gespeichert: Es wird im Verzeichnis geändert.</translation>
    </message>
    <message>
        <source>Three links were sent within the hour: no more for now.</source>
        <translation>Innerhalb dieser Stunde wurden drei Links gesendet: vorerst keine weiteren.</translation>
    </message>
    <message>
        <source>Required for everybody with this role</source>
        <translation>Erforderlich für alle mit dieser Rolle</translation>
    </message>
    <message>
        <source>Who has not set it up is asked to at the next sign-in, before anything else.</source>
        <translation>Wer sie nicht eingerichtet hat, wird bei der nächsten Anmeldung vor allem anderen dazu aufgefordert.</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>Erforderlich</translation>
    </message>
    <message>
        <source>As each user likes</source>
        <translation>Wie jeder Benutzer möchte</translation>
    </message>
    <message numerus="yes">
        <source>%n seat(s) given to users</source>
        <translation>
            <numerusform>%n Platz an Benutzer vergeben</numerusform>
            <numerusform>%n Plätze an Benutzer vergeben</numerusform>
        </translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source> MB</source>
        <comment>megabytes</comment>
        <translation> MB</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source> min</source>
        <comment>minutes</comment>
        <translation> min</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>Add Address</source>
        <translation>Adresse hinzufügen</translation>
    </message>
    <message>
        <source>Every call that comes from one of these addresses or networks belongs to the tenant (192.0.2.7 or 192.0.2.0/24). The smaller network wins.</source>
        <translation>Jeder Anruf, der von einer dieser Adressen oder aus einem dieser Netze kommt, gehört zum Mandanten (192.0.2.7 oder 192.0.2.0/24). Das kleinere Netz gewinnt.</translation>
    </message>
    <message>
        <source>HOW CALLS FIND THIS TENANT</source>
        <translation>WIE ANRUFE DIESEN MANDANTEN FINDEN</translation>
    </message>
    <message>
        <source>Trunks</source>
        <translation>Trunks</translation>
    </message>
    <message>
        <source>Add Trunk</source>
        <translation>Trunk hinzufügen</translation>
    </message>
    <message>
        <source>The host to which a call is sent, for example sbc7.example.com. It counts only for calls from phone systems that the configuration of the recorder trusts.</source>
        <translation>Der Host, an den ein Anruf geht, zum Beispiel sbc7.example.com. Er zählt nur bei Anrufen von Telefonanlagen, denen die Konfiguration des Recorders vertraut.</translation>
    </message>
    <message>
        <source>Add Range</source>
        <translation>Bereich hinzufügen</translation>
    </message>
    <message>
        <source>Asked last, and only for trusted phone systems: 2000-2999, or +49301234* for all numbers that begin so.</source>
        <translation>Wird zuletzt gefragt und nur bei Telefonanlagen, denen vertraut wird: 2000-2999 oder +49301234* für alle Nummern, die so beginnen.</translation>
    </message>
    <message>
        <source>«%1»: %2</source>
        <translation>«%1»: %2</translation>
    </message>
    <message>
        <source>STORAGE LIMITS: AUDIO</source>
        <translation>SPEICHERGRENZEN: TON</translation>
    </message>
    <message>
        <source>STORAGE LIMITS: SCREEN</source>
        <translation>SPEICHERGRENZEN: BILDSCHIRM</translation>
    </message>
    <message>
        <source>STORAGE LIMITS</source>
        <translation>SPEICHERGRENZEN</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>The users are changed by a job: Tasks (Ctrl+J) shows how far it is.</source>
        <translation>Ein Auftrag ändert die Benutzer: Die Aufgaben (Strg+J) zeigen, wie weit er ist.</translation>
    </message>
    <message>
        <source>Calls of these numbers belong to the user: 2000, or a range such as 2000-2010. No two users share one.</source>
        <translation>Gespräche dieser Nummern gehören dem Benutzer: 2000 oder ein Bereich wie 2000-2010. Keine zwei Benutzer teilen sich eine.</translation>
    </message>
    <message>
        <source>LICENSING</source>
        <translation>LIZENZ</translation>
    </message>
    <message>
        <source>Authenticate With</source>
        <translation>Anmelden mit</translation>
    </message>
    <message>
        <source>LDAP directory</source>
        <translation>LDAP-Verzeichnis</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>Verzeichnis</translation>
    </message>
    <message>
        <source>The user signs in with the login and password of this directory.</source>
        <translation>Der Benutzer meldet sich mit Anmeldename und Passwort dieses Verzeichnisses an.</translation>
    </message>
    <message>
        <source>Who signs in with a password gets the first one by “Reset Password”.</source>
        <translation>Wer sich mit einem Passwort anmeldet, bekommt das erste über „Passwort zurücksetzen“.</translation>
    </message>
    <message>
        <source>the file is larger than 12 MiB</source>
        <translation>die Datei ist größer als 12 MiB</translation>
    </message>
    <message>
        <source>It is in the file twice.</source>
        <translation>Das steht zweimal in der Datei.</translation>
    </message>
    <message>
        <source>Write yes or no.</source>
        <translation>Schreiben Sie yes oder no.</translation>
    </message>
    <message>
        <source>The file is not UTF-8. Save it as “CSV UTF-8”.</source>
        <translation>Die Datei ist nicht in UTF-8. Speichern Sie sie als „CSV UTF-8“.</translation>
    </message>
    <message>
        <source>A quotation mark is missing or stands in the wrong place.</source>
        <translation>Ein Anführungszeichen fehlt oder steht an der falschen Stelle.</translation>
    </message>
    <message>
        <source>The file has more than 100,000 rows.</source>
        <translation>Die Datei hat mehr als 100.000 Zeilen.</translation>
    </message>
    <message>
        <source>Choose file …</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>ROW</source>
        <translation>ZEILE</translation>
    </message>
    <message>
        <source>COLUMN</source>
        <translation>SPALTE</translation>
    </message>
    <message>
        <source>WHAT IS WRONG</source>
        <translation>WAS NICHT STIMMT</translation>
    </message>
    <message>
        <source>VALUE</source>
        <translation>WERT</translation>
    </message>
    <message>
        <source>Import users</source>
        <translation>Benutzer importieren</translation>
    </message>
    <message>
        <source>A CSV file as Export writes it: the first row names the columns. A row with a known id or name changes that user, any other makes a new one. Either all rows are taken, or none.</source>
        <translation>Eine CSV-Datei, wie „Exportieren“ sie schreibt: Die erste Zeile benennt die Spalten. Eine Zeile mit bekannter ID oder bekanntem Namen ändert diesen Benutzer, jede andere legt einen neuen an. Übernommen werden alle Zeilen oder keine.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>What is wrong in the file</source>
        <translation>Was in der Datei nicht stimmt</translation>
    </message>
    <message>
        <source>The file cannot be read: %1.</source>
        <translation>Die Datei kann nicht gelesen werden: %1.</translation>
    </message>
    <message>
        <source>Choose the tenant that the users belong to.</source>
        <translation>Wählen Sie den Mandanten, zu dem die Benutzer gehören.</translation>
    </message>
    <message>
        <source>The import ended early: %1</source>
        <translation>Der Import endete vorzeitig: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to mend. Nothing was changed.</source>
        <translation>
            <numerusform>Eine Stelle ist zu berichtigen. Nichts wurde geändert.</numerusform>
            <numerusform>%n Stellen sind zu berichtigen. Nichts wurde geändert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) will be added or changed. %1</source>
        <extracomment>%1 is a sentence about the others: &quot;5 stay as they are.&quot;</extracomment>
        <translation>
            <numerusform>%n Benutzer wird hinzugefügt oder geändert. %1</numerusform>
            <numerusform>%n Benutzer werden hinzugefügt oder geändert. %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay(s) as it is.</source>
        <translation>
            <numerusform>%n bleibt, wie er ist.</numerusform>
            <numerusform>%n bleiben, wie sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) imported</source>
        <translation>
            <numerusform>%n Benutzer importiert</numerusform>
            <numerusform>%n Benutzer importiert</numerusform>
        </translation>
    </message>
    <message>
        <source>import the users</source>
        <translation>die Benutzer importieren</translation>
    </message>
    <message>
        <source>Seats</source>
        <translation>Plätze</translation>
    </message>
    <message>
        <source>This user&apos;s password is not kept here: it is changed where the user signs in.</source>
        <translation>Das Passwort dieses Benutzers ist nicht hier gespeichert: Es wird dort geändert, wo sich der Benutzer anmeldet.</translation>
    </message>
    <message>
        <source>This user&apos;s role reaches further than yours: nobody impersonates upwards.</source>
        <translation>Die Rolle dieses Benutzers reicht weiter als Ihre: Nach oben vertritt niemand.</translation>
    </message>
    <message>
        <source>This user could not sign in: there is nothing to see.</source>
        <translation>Dieser Benutzer könnte sich nicht anmelden: Es gibt nichts zu sehen.</translation>
    </message>
    <message>
        <source>This user&apos;s role may not be used from this network.</source>
        <translation>Die Rolle dieses Benutzers darf aus diesem Netz nicht benutzt werden.</translation>
    </message>
    <message>
        <source>impersonate the user</source>
        <translation>den Benutzer vertreten</translation>
    </message>
    <message>
        <source>This is you.</source>
        <translation>Das sind Sie.</translation>
    </message>
    <message>
        <source>2-step verification is off for this user.</source>
        <translation>Die Zwei-Faktor-Anmeldung ist für diesen Benutzer ausgeschaltet.</translation>
    </message>
    <message>
        <source>Your own is switched off in “My profile”.</source>
        <translation>Ihre eigene schalten Sie unter „Mein Profil“ aus.</translation>
    </message>
    <message>
        <source>%1 signs in with the password alone until 2-step verification is set up again. Only do this when you are sure who asked you for it.</source>
        <translation>%1 meldet sich nur mit dem Passwort an, bis die Zwei-Faktor-Anmeldung wieder eingerichtet ist. Tun Sie das nur, wenn Sie sicher sind, wer Sie darum gebeten hat.</translation>
    </message>
    <message>
        <source>2-step verification was removed</source>
        <translation>Zwei-Faktor-Anmeldung entfernt</translation>
    </message>
    <message>
        <source>remove 2-step verification</source>
        <translation>die Zwei-Faktor-Anmeldung entfernen</translation>
    </message>
    <message>
        <source>KIND</source>
        <translation>ART</translation>
    </message>
    <message>
        <source>DELETED</source>
        <translation>GELÖSCHT</translation>
    </message>
    <message>
        <source>DELETED BY</source>
        <translation>GELÖSCHT VON</translation>
    </message>
    <message>
        <source>GONE FOR GOOD</source>
        <translation>ENDGÜLTIG WEG</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) restored</source>
        <translation>
            <numerusform>%n Objekt wiederhergestellt</numerusform>
            <numerusform>%n Objekte wiederhergestellt</numerusform>
        </translation>
    </message>
    <message>
        <source>restore the item</source>
        <translation>das Objekt wiederherstellen</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) deleted for good</source>
        <translation>
            <numerusform>%n Objekt endgültig gelöscht</numerusform>
            <numerusform>%n Objekte endgültig gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>delete the item for good</source>
        <translation>das Objekt endgültig löschen</translation>
    </message>
    <message>
        <source>“%1” cannot be had back afterwards. Calls and the audit log keep the name.</source>
        <translation>„%1“ ist danach nicht zurückzuholen. Anrufe und Protokoll behalten den Namen.</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) cannot be had back afterwards. Calls and the audit log keep the names.</source>
        <translation>
            <numerusform>%n Objekt ist danach nicht zurückzuholen. Anrufe und Protokoll behalten den Namen.</numerusform>
            <numerusform>%n Objekte sind danach nicht zurückzuholen. Anrufe und Protokoll behalten die Namen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>Aufbewahrung</translation>
    </message>
    <message>
        <source>What was deleted stays here for a while and can be restored.</source>
        <translation>Was gelöscht wurde, bleibt eine Weile hier und kann wiederhergestellt werden.</translation>
    </message>
    <message>
        <source>load the deleted items</source>
        <translation>das Gelöschte laden</translation>
    </message>
    <message>
        <source>Nothing has been deleted lately.</source>
        <translation>In letzter Zeit wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Keep for</source>
        <translation>Behalten für</translation>
    </message>
    <message>
        <source>Afterwards a job of the night removes it for good. A shorter time also holds for what was deleted before.</source>
        <translation>Danach entfernt es ein nächtlicher Auftrag endgültig. Eine kürzere Zeit gilt auch für das, was vorher gelöscht wurde.</translation>
    </message>
    <message>
        <source>How long deleted tenants, roles, groups and users can be restored.</source>
        <translation>Wie lange gelöschte Mandanten, Rollen, Gruppen und Benutzer wiederhergestellt werden können.</translation>
    </message>
    <message>
        <source>load the retention</source>
        <translation>die Aufbewahrung laden</translation>
    </message>
    <message>
        <source>save the retention</source>
        <translation>die Aufbewahrung speichern</translation>
    </message>
    <message>
        <source>Retention saved</source>
        <translation>Aufbewahrung gespeichert</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source>JOB</source>
        <translation>AUFTRAG</translation>
    </message>
    <message>
        <source>STATE</source>
        <translation>ZUSTAND</translation>
    </message>
    <message>
        <source>RESULT</source>
        <translation>ERGEBNIS</translation>
    </message>
    <message>
        <source>STARTED BY</source>
        <translation>GESTARTET VON</translation>
    </message>
    <message>
        <source>RECORDER</source>
        <translation>RECORDER</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Remaining</source>
        <translation>Verbleibend</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>RUN</source>
        <translation>LAUF</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>Gestartet von</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Erteilt</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>MESSAGE</source>
        <translation>MELDUNG</translation>
    </message>
    <message>
        <source>What the job has to say</source>
        <translation>Was der Auftrag zu sagen hat</translation>
    </message>
    <message>
        <source>load the jobs</source>
        <translation>die Aufträge laden</translation>
    </message>
    <message>
        <source>No job has run yet.</source>
        <translation>Es ist noch kein Auftrag gelaufen.</translation>
    </message>
    <message>
        <source>Search by file, owner</source>
        <translation>Suche nach Datei, Besitzer</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>load the job</source>
        <translation>den Auftrag laden</translation>
    </message>
    <message>
        <source>It has ended already.</source>
        <translation>Er ist schon beendet.</translation>
    </message>
    <message>
        <source>It is stopping.</source>
        <translation>Er wird gerade angehalten.</translation>
    </message>
    <message>
        <source>MESSAGES</source>
        <translation>MELDUNGEN</translation>
    </message>
    <message>
        <source>Calls today</source>
        <translation>Anrufe heute</translation>
    </message>
    <message>
        <source>Calls over, not stored yet</source>
        <translation>Beendete Anrufe, noch nicht gespeichert</translation>
    </message>
    <message>
        <source>One side is missing, today</source>
        <translation>Eine Seite fehlt, heute</translation>
    </message>
    <message>
        <source>No sound came, today</source>
        <translation>Es kam kein Ton, heute</translation>
    </message>
    <message>
        <source>Incomplete, today</source>
        <translation>Unvollständig, heute</translation>
    </message>
    <message>
        <source>Of no user, today</source>
        <translation>Ohne Benutzer, heute</translation>
    </message>
    <message>
        <source>Recording seats in use</source>
        <translation>Belegte Aufzeichnungsplätze</translation>
    </message>
    <message>
        <source>Failed jobs, 24 hours</source>
        <translation>Fehlgeschlagene Aufträge, 24 Stunden</translation>
    </message>
    <message>
        <source>People signed in</source>
        <translation>Angemeldete Personen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>words of a figure, figure</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>load the figures</source>
        <translation>die Zahlen laden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>used of how many there are</extracomment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Calls of the last 24 hours</source>
        <translation>Anrufe der letzten 24 Stunden</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>an hour, calls in it</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n Anruf</numerusform>
            <numerusform>%n Anrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>No calls.</source>
        <translation>Keine Anrufe.</translation>
    </message>
    <message>
        <source>Being recorded</source>
        <translation>Wird aufgezeichnet</translation>
    </message>
    <message>
        <source>Over, being finished</source>
        <translation>Beendet, wird abgeschlossen</translation>
    </message>
    <message>
        <source>Finished, being stored</source>
        <translation>Abgeschlossen, wird gespeichert</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Stored in part</source>
        <translation>Teilweise gespeichert</translation>
    </message>
    <message>
        <source>ANSWERED</source>
        <translation>ANGENOMMEN</translation>
    </message>
    <message>
        <source>WHAT BECAME OF IT</source>
        <translation>WAS DARAUS WURDE</translation>
    </message>
    <message>
        <source>REASON</source>
        <translation>GRUND</translation>
    </message>
    <message>
        <source>INTERFACE</source>
        <translation>SCHNITTSTELLE</translation>
    </message>
    <message>
        <source>PHONE SYSTEM</source>
        <translation>TELEFONANLAGE</translation>
    </message>
    <message>
        <source>CALL-ID</source>
        <translation>CALL-ID</translation>
    </message>
    <message>
        <source>load the ledger</source>
        <translation>das Anrufbuch laden</translation>
    </message>
    <message>
        <source>This recorder has not answered a call yet.</source>
        <translation>Dieser Recorder hat noch keinen Anruf angenommen.</translation>
    </message>
    <message>
        <source>Every call that this recorder answered, and what became of it: none may be missing.</source>
        <translation>Jeder Anruf, den dieser Recorder angenommen hat, und was daraus wurde: Keiner darf fehlen.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Information</translation>
    </message>
    <message>
        <source>TIME</source>
        <translation>UHRZEIT</translation>
    </message>
    <message>
        <source>LEVEL</source>
        <translation>STUFE</translation>
    </message>
    <message>
        <source>PART</source>
        <translation>TEIL</translation>
    </message>
    <message>
        <source>load the system log</source>
        <translation>das Systemprotokoll laden</translation>
    </message>
    <message>
        <source>The recorder has not logged anything since it was started.</source>
        <translation>Der Recorder hat seit seinem Start nichts protokolliert.</translation>
    </message>
    <message>
        <source>What the recorder logged since it was started; earlier lines are in the system&apos;s journal.</source>
        <translation>Was der Recorder seit seinem Start protokolliert hat; frühere Zeilen stehen im Journal des Systems.</translation>
    </message>
    <message>
        <source>Search in the messages</source>
        <translation>In den Meldungen suchen</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Keep recording</source>
        <translation>Aufzeichnung behalten</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Aufgezeichnet</translation>
    </message>
    <message>
        <source>Kept</source>
        <comment>recording</comment>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>On demand</source>
        <translation>Auf Anforderung</translation>
    </message>
    <message>
        <source>Not recorded by rule</source>
        <translation>Nach Regel nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>This call is over.</source>
        <translation>Dieses Gespräch ist vorbei.</translation>
    </message>
    <message>
        <source>By rule this call is not recorded.</source>
        <translation>Nach Regel wird dieses Gespräch nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>This call is kept in any case.</source>
        <translation>Dieses Gespräch wird auf jeden Fall behalten.</translation>
    </message>
    <message>
        <source>This call is kept.</source>
        <translation>Dieses Gespräch wird behalten.</translation>
    </message>
    <message>
        <source>keep the call</source>
        <translation>das Gespräch behalten</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Yes, this installation sends e-mail</source>
        <translation>Ja, diese Installation sendet E-Mail</translation>
    </message>
    <message>
        <source>Without it nobody can reset a forgotten password by a link.</source>
        <translation>Ohne E-Mail kann niemand ein vergessenes Passwort per Link zurücksetzen.</translation>
    </message>
    <message>
        <source>STARTTLS (usual port 587)</source>
        <translation>STARTTLS (üblicher Port 587)</translation>
    </message>
    <message>
        <source>TLS from the start (usual port 465)</source>
        <translation>TLS von Anfang an (üblicher Port 465)</translation>
    </message>
    <message>
        <source>None: only to a mail server on the recorder&apos;s own machine</source>
        <translation>Keine: nur zu einem Mailserver auf dem Rechner des Recorders selbst</translation>
    </message>
    <message>
        <source>Leave empty when the server asks for none.</source>
        <translation>Leer lassen, wenn der Server keinen verlangt.</translation>
    </message>
    <message>
        <source>Leave empty to keep the stored one.</source>
        <translation>Leer lassen, um das gespeicherte zu behalten.</translation>
    </message>
    <message>
        <source>The address that mails come from: recorder@example.com</source>
        <translation>Die Adresse, von der E-Mails kommen: recorder@example.com</translation>
    </message>
    <message>
        <source>Send a test mail</source>
        <translation>Testmail senden</translation>
    </message>
    <message>
        <source>Saved. Send the test mail to this address:</source>
        <translation>Gespeichert. Testmail an diese Adresse senden:</translation>
    </message>
    <message>
        <source>Send the test mail to this address:</source>
        <translation>Testmail an diese Adresse senden:</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Test the mail settings</source>
        <translation>E-Mail-Einstellungen testen</translation>
    </message>
    <message>
        <source>How this installation sends e-mail: links to reset a password, notices.</source>
        <translation>Wie diese Installation E-Mail sendet: Links zum Zurücksetzen von Passwörtern, Benachrichtigungen.</translation>
    </message>
    <message>
        <source>load the mail settings</source>
        <translation>die E-Mail-Einstellungen laden</translation>
    </message>
    <message>
        <source>save the mail settings</source>
        <translation>die E-Mail-Einstellungen speichern</translation>
    </message>
    <message>
        <source>Mail settings saved</source>
        <translation>E-Mail-Einstellungen gespeichert</translation>
    </message>
    <message>
        <source>Save and Test</source>
        <translation>Speichern und testen</translation>
    </message>
    <message>
        <source>Parts of the recorder in trouble</source>
        <translation>Gestörte Teile des Recorders</translation>
    </message>
    <message>
        <source>Export the users to %1</source>
        <translation>Benutzer nach %1 exportieren</translation>
    </message>
    <message>
        <source>export the users</source>
        <translation>die Benutzer exportieren</translation>
    </message>
    <message>
        <source>All criteria must be met.</source>
        <translation>Alle Kriterien müssen erfüllt sein.</translation>
    </message>
    <message>
        <source>Run Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Save Search</source>
        <translation>Suche speichern</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Hide criteria</source>
        <translation>Kriterien verbergen</translation>
    </message>
    <message>
        <source>Edit criteria</source>
        <translation>Kriterien bearbeiten</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <extracomment>the button of the saved searches; %1 is the one that is shown</extracomment>
        <translation>Gespeichert: %1</translation>
    </message>
    <message>
        <source>Saved: %1 (changed)</source>
        <translation>Gespeichert: %1 (geändert)</translation>
    </message>
    <message>
        <source>The server cannot search by this field.</source>
        <translation>Nach diesem Feld kann der Server nicht suchen.</translation>
    </message>
    <message>
        <source>This field has no such condition.</source>
        <translation>Diese Bedingung gibt es bei diesem Feld nicht.</translation>
    </message>
    <message>
        <source>(not found)</source>
        <translation>(nicht gefunden)</translation>
    </message>
    <message>
        <source>Advanced search</source>
        <translation>Erweiterte Suche</translation>
    </message>
    <message>
        <source>Rename the search «%1»</source>
        <translation>Suche «%1» umbenennen</translation>
    </message>
    <message>
        <source>save the search</source>
        <translation>die Suche speichern</translation>
    </message>
    <message>
        <source>No search has been saved yet.</source>
        <translation>Es ist noch keine Suche gespeichert.</translation>
    </message>
    <message>
        <source>Save the changes to “%1”</source>
        <translation>Änderungen an „%1“ speichern</translation>
    </message>
    <message>
        <source>Rename “%1” …</source>
        <translation>„%1“ umbenennen …</translation>
    </message>
    <message>
        <source>Delete “%1”</source>
        <translation>„%1“ löschen</translation>
    </message>
    <message>
        <source>“%1” searches by something that is not offered to your role.</source>
        <translation>„%1“ sucht nach etwas, das Ihrer Rolle nicht angeboten wird.</translation>
    </message>
    <message>
        <source>Search saved: %1</source>
        <translation>Suche gespeichert: %1</translation>
    </message>
    <message>
        <source>delete the search</source>
        <translation>die Suche löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n saved search(es) deleted</source>
        <translation>
            <numerusform>%n gespeicherte Suche gelöscht</numerusform>
            <numerusform>%n gespeicherte Suchen gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Field of criterion %1</source>
        <translation>Feld des Kriteriums %1</translation>
    </message>
    <message>
        <source>Condition of criterion %1</source>
        <translation>Bedingung des Kriteriums %1</translation>
    </message>
    <message>
        <source>Remove criterion %1, %2</source>
        <translation>Kriterium %1 entfernen, %2</translation>
    </message>
    <message>
        <source>Remove this criterion</source>
        <translation>Dieses Kriterium entfernen</translation>
    </message>
    <message>
        <source>Value of criterion %1, %2</source>
        <translation>Wert des Kriteriums %1, %2</translation>
    </message>
    <message>
        <source>Second value of criterion %1, %2</source>
        <translation>Zweiter Wert des Kriteriums %1, %2</translation>
    </message>
    <message>
        <source>Select from list</source>
        <translation>Aus der Liste wählen</translation>
    </message>
    <message>
        <source>Add criteria</source>
        <translation>Kriterium hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>A search has %n criteria at most.</source>
        <translation>
            <numerusform>Eine Suche hat höchstens ein Kriterium.</numerusform>
            <numerusform>Eine Suche hat höchstens %n Kriterien.</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter what to search for, or remove this criterion.</source>
        <translation>Geben Sie ein, wonach gesucht wird, oder entfernen Sie dieses Kriterium.</translation>
    </message>
    <message>
        <source>Includes</source>
        <translation>Enthält</translation>
    </message>
    <message>
        <source>Does not include</source>
        <translation>Enthält nicht</translation>
    </message>
    <message>
        <source>Is</source>
        <translation>Ist</translation>
    </message>
    <message>
        <source>Is not</source>
        <translation>Ist nicht</translation>
    </message>
    <message>
        <source>Starts with</source>
        <translation>Beginnt mit</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>Zwischen</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>Mindestens</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>In the last days</source>
        <translation>In den letzten Tagen</translation>
    </message>
    <message>
        <source>Is empty</source>
        <translation>Ist leer</translation>
    </message>
    <message>
        <source>Is not empty</source>
        <translation>Ist nicht leer</translation>
    </message>
    <message>
        <source>“%1”</source>
        <extracomment>what is searched for, in quotation marks</extracomment>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>condition</comment>
        <extracomment>a condition: field, then what it must be: &quot;E-mail: is empty&quot;</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: last %n day(s)</source>
        <translation>
            <numerusform>%1: letzter Tag</numerusform>
            <numerusform>%1: letzte %n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: between %2 and %3</source>
        <translation>%1: zwischen %2 und %3</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <comment>condition</comment>
        <extracomment>a condition: field, operator, value: &quot;Name: includes “anna”&quot;</extracomment>
        <translation>%1: %2 %3</translation>
    </message>
    <message>
        <source>Check of files on storage targets</source>
        <translation>Prüfung der Dateien auf Speicherzielen</translation>
    </message>
    <message>
        <source>The storage target does not answer, or refuses.</source>
        <translation>Das Speicherziel antwortet nicht oder lehnt ab.</translation>
    </message>
    <message>
        <source>The file is not as it was stored.</source>
        <translation>Die Datei ist nicht mehr so, wie sie gespeichert wurde.</translation>
    </message>
    <message>
        <source>The file is not on its storage target any more.</source>
        <translation>Die Datei ist nicht mehr auf ihrem Speicherziel.</translation>
    </message>
    <message>
        <source>Edit encryption keys</source>
        <translation>Schlüssel bearbeiten</translation>
    </message>
    <message>
        <source>Add, import, activate, export and delete keys, and grant those that one holds.</source>
        <translation>Schlüssel anlegen, importieren, aktivieren, exportieren und löschen und die eigenen weitergeben.</translation>
    </message>
    <message>
        <source>View encryption keys</source>
        <translation>Schlüssel ansehen</translation>
    </message>
    <message>
        <source>See the keys that recordings are sealed to, and who holds them.</source>
        <translation>Die Schlüssel sehen, mit denen Aufzeichnungen verschlüsselt werden, und wer sie hat.</translation>
    </message>
    <message>
        <source>Edit storage targets</source>
        <translation>Speicherziele bearbeiten</translation>
    </message>
    <message>
        <source>Change and test the places where recordings are kept.</source>
        <translation>Die Orte ändern und testen, an denen Aufzeichnungen liegen.</translation>
    </message>
    <message>
        <source>View storage targets</source>
        <translation>Speicherziele ansehen</translation>
    </message>
    <message>
        <source>See the places where recordings are kept.</source>
        <translation>Die Orte sehen, an denen Aufzeichnungen liegen.</translation>
    </message>
    <message>
        <source>Storage rules</source>
        <translation>Speicherregeln</translation>
    </message>
    <message>
        <source>Storage targets</source>
        <translation>Speicherziele</translation>
    </message>
    <message>
        <source>Storage usage</source>
        <translation>Speichernutzung</translation>
    </message>
    <message>
        <source>Encryption keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Own keys</source>
        <translation>Eigene Schlüssel</translation>
    </message>
    <message>
        <source>Activate</source>
        <translation>Aktivieren</translation>
    </message>
    <message>
        <source>Deactivate</source>
        <translation>Deaktivieren</translation>
    </message>
    <message>
        <source>Grant access</source>
        <translation>Zugriff geben</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Hinterlegen</translation>
    </message>
    <message>
        <source>Servers in internal networks need your service provider: who sees every tenant may name them, or the recorder&apos;s configuration allows them (network.tenant_targets).</source>
        <translation>Server in internen Netzen brauchen Ihren Dienstanbieter: Wer alle Mandanten sieht, darf sie angeben, oder die Konfiguration des Recorders erlaubt sie (network.tenant_targets).</translation>
    </message>
    <message>
        <source>The provider shows no key that the recorder takes: have it sign ID tokens with RS256, PS256 or ES256.</source>
        <translation>Der Anbieter zeigt keinen Schlüssel, den der Recorder annimmt: Lassen Sie ihn ID-Token mit RS256, PS256 oder ES256 signieren.</translation>
    </message>
    <message>
        <source>This is not a file name format.</source>
        <translation>Das ist kein Format für Dateinamen.</translation>
    </message>
    <message>
        <source>It belongs to the recorder and stays as it is.</source>
        <translation>Es gehört zum Recorder und bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>No more of them can be kept: delete one first.</source>
        <translation>Mehr davon können nicht behalten werden: Löschen Sie zuerst einen Eintrag.</translation>
    </message>
    <message>
        <source>The user has other keys, and they are in use.</source>
        <translation>Der Benutzer hat andere Schlüssel, und sie sind in Gebrauch.</translation>
    </message>
    <message>
        <source>The signature is wrong.</source>
        <translation>Die Signatur ist falsch.</translation>
    </message>
    <message>
        <source>Nobody who holds the previous key has signed it.</source>
        <translation>Niemand, der den vorigen Schlüssel hat, hat ihn signiert.</translation>
    </message>
    <message>
        <source>Keys below 2048 bits open old recordings and seal no new ones.</source>
        <translation>Schlüssel unter 2048 Bit öffnen alte Aufzeichnungen, verschlüsseln aber keine neuen.</translation>
    </message>
    <message>
        <source>The tenant has this key already.</source>
        <translation>Der Mandant hat diesen Schlüssel schon.</translation>
    </message>
    <message>
        <source>It is in use: deactivate it first.</source>
        <translation>Er ist in Gebrauch: Deaktivieren Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>Recordings are or were sealed to it, and later keys rest on it.</source>
        <translation>Mit ihm sind oder waren Aufzeichnungen verschlüsselt, und spätere Schlüssel bauen auf ihm auf.</translation>
    </message>
    <message>
        <source>Nobody would be left who can open it.</source>
        <translation>Niemand bliebe, der ihn öffnen kann.</translation>
    </message>
    <message>
        <source>The user has to sign in once before that.</source>
        <translation>Der Benutzer muss sich vorher einmal anmelden.</translation>
    </message>
    <message>
        <source>It has expired.</source>
        <translation>Die Frist ist abgelaufen.</translation>
    </message>
    <message>
        <source>The clock of this computer and that of the recorder are too far apart.</source>
        <translation>Die Uhr dieses Rechners und die des Rekorders gehen zu weit auseinander.</translation>
    </message>
    <message>
        <source>It was granted anew or withdrawn meanwhile.</source>
        <translation>Es wurde inzwischen neu erteilt oder entzogen.</translation>
    </message>
    <message>
        <source>There is more than one key in it.</source>
        <translation>Sie enthält mehr als einen Schlüssel.</translation>
    </message>
    <message>
        <source>Keys have 2048 to 8192 bits.</source>
        <translation>Schlüssel haben 2048 bis 8192 Bit.</translation>
    </message>
    <message>
        <source>The parts of the key do not belong together.</source>
        <translation>Die Teile des Schlüssels gehören nicht zusammen.</translation>
    </message>
    <message>
        <source>It is protected in a way that is not supported.</source>
        <translation>Er ist auf eine Weise geschützt, die nicht unterstützt wird.</translation>
    </message>
    <message>
        <source>Opening it would take too much time or memory.</source>
        <translation>Ihn zu öffnen würde zu viel Zeit oder Speicher brauchen.</translation>
    </message>
    <message>
        <source>It is protected with a password.</source>
        <translation>Er ist mit einem Passwort geschützt.</translation>
    </message>
    <message>
        <source>The password is wrong.</source>
        <translation>Das Passwort ist falsch.</translation>
    </message>
    <message>
        <source>Yes, users sign in with this provider</source>
        <translation>Ja, Benutzer melden sich über diesen Anbieter an</translation>
    </message>
    <message>
        <source>Every tenant?</source>
        <translation>Alle Mandanten?</translation>
    </message>
    <message>
        <source>Users of other tenants may sign in with it, too</source>
        <translation>Auch Benutzer anderer Mandanten dürfen sich darüber anmelden</translation>
    </message>
    <message>
        <source>Only for providers that all tenants trust.</source>
        <translation>Nur für Anbieter, denen alle Mandanten vertrauen.</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>The provider&apos;s address, exactly as the provider writes it: %1</source>
        <translation>Die Adresse des Anbieters, genau so, wie er sie selbst schreibt: %1</translation>
    </message>
    <message>
        <source>PROVIDER</source>
        <translation>ANBIETER</translation>
    </message>
    <message>
        <source>The address begins with https://.</source>
        <translation>Die Adresse beginnt mit https://.</translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation>Client-ID</translation>
    </message>
    <message>
        <source>How this system is registered there: as a native application with the redirect address %1, whatever the port.</source>
        <translation>Wie dieses System dort registriert ist: als native Anwendung mit der Umleitungsadresse %1, gleich welcher Port.</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>Client-Geheimnis</translation>
    </message>
    <message>
        <source>Leave empty to keep the stored one. With another provider it has to be given again.</source>
        <translation>Leer lassen, um das gespeicherte zu behalten. Bei einem anderen Anbieter muss es neu eingegeben werden.</translation>
    </message>
    <message>
        <source>Leave empty for a public client.</source>
        <translation>Leer lassen für einen öffentlichen Client.</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>Scopes</translation>
    </message>
    <message>
        <source>What is asked for, separated by spaces; %1 is needed.</source>
        <translation>Was angefragt wird, durch Leerzeichen getrennt; %1 wird gebraucht.</translation>
    </message>
    <message>
        <source>The claim that is the login here. %1 counts only when the provider says that the address is verified.</source>
        <translation>Die Angabe (Claim), die hier der Anmeldename ist. %1 zählt nur, wenn die Adresse laut Anbieter bestätigt ist.</translation>
    </message>
    <message>
        <source>WHAT THE PROVIDER SAYS ABOUT USERS</source>
        <translation>WAS DER ANBIETER ÜBER BENUTZER SAGT</translation>
    </message>
    <message>
        <source>Leave empty when groups there mean nothing here.</source>
        <translation>Leer lassen, wenn Gruppen von dort hier nichts bedeuten.</translation>
    </message>
    <message>
        <source>First sign-in</source>
        <translation>Erste Anmeldung</translation>
    </message>
    <message>
        <source>Find users of this provider by their login</source>
        <translation>Benutzer dieses Anbieters am Anmeldenamen erkennen</translation>
    </message>
    <message>
        <source>USERS HERE</source>
        <translation>BENUTZER HIER</translation>
    </message>
    <message>
        <source>Afterwards users are known by the key that the provider has for them, even when their login changes.</source>
        <translation>Danach werden Benutzer am Schlüssel erkannt, den der Anbieter für sie hat, auch wenn sich ihr Anmeldename ändert.</translation>
    </message>
    <message>
        <source>Unknown users</source>
        <translation>Unbekannte Benutzer</translation>
    </message>
    <message>
        <source>Add them at their first sign-in</source>
        <translation>Bei ihrer ersten Anmeldung hinzufügen</translation>
    </message>
    <message>
        <source>By their groups</source>
        <translation>Nach ihren Gruppen</translation>
    </message>
    <message>
        <source>One line for each: %1. The first role that fits is given, and every group that fits.</source>
        <translation>Je eine Zeile: %1. Vergeben werden die erste passende Rolle und alle passenden Gruppen.</translation>
    </message>
    <message>
        <source>group there = role; group here</source>
        <translation>Gruppe dort = Rolle; Gruppe hier</translation>
    </message>
    <message>
        <source>ISSUER</source>
        <translation>AUSSTELLER</translation>
    </message>
    <message>
        <source>UNKNOWN USERS</source>
        <translation>UNBEKANNTE BENUTZER</translation>
    </message>
    <message>
        <source>%1, for every tenant</source>
        <translation>%1, für alle Mandanten</translation>
    </message>
    <message>
        <source>load the providers</source>
        <translation>die Anbieter laden</translation>
    </message>
    <message>
        <source>There is no provider yet: nobody signs in through the browser.</source>
        <translation>Es gibt noch keinen Anbieter: Niemand meldet sich über den Browser an.</translation>
    </message>
    <message>
        <source>Search by name or issuer</source>
        <translation>Suche nach Name oder Aussteller</translation>
    </message>
    <message>
        <source>Add Provider</source>
        <translation>Anbieter hinzufügen</translation>
    </message>
    <message>
        <source>Edit Provider</source>
        <translation>Anbieter bearbeiten</translation>
    </message>
    <message>
        <source>Delete Provider</source>
        <translation>Anbieter löschen</translation>
    </message>
    <message>
        <source>Edit Provider «%1»</source>
        <translation>Anbieter «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the provider</source>
        <translation>den Anbieter speichern</translation>
    </message>
    <message>
        <source>delete the provider</source>
        <translation>den Anbieter löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n providers deleted</source>
        <translation>
            <numerusform>%n Anbieter gelöscht</numerusform>
            <numerusform>%n Anbieter gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>none: a public client</source>
        <translation>keines: ein öffentlicher Client</translation>
    </message>
    <message>
        <source>For every tenant</source>
        <translation>Für alle Mandanten</translation>
    </message>
    <message>
        <source>Provider «%1»</source>
        <translation>Anbieter «%1»</translation>
    </message>
    <message>
        <source>Find by login at first sign-in</source>
        <translation>Bei der ersten Anmeldung am Anmeldenamen erkennen</translation>
    </message>
    <message>
        <source>Add unknown users</source>
        <translation>Unbekannte Benutzer hinzufügen</translation>
    </message>
    <message>
        <source>load the provider</source>
        <translation>den Anbieter laden</translation>
    </message>
    <message>
        <source>Both directions</source>
        <translation>Beide Richtungen</translation>
    </message>
    <message>
        <source>Inbound only</source>
        <translation>Nur ankommend</translation>
    </message>
    <message>
        <source>Outbound only</source>
        <translation>Nur abgehend</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Managed group</source>
        <translation>Geführte Gruppe</translation>
    </message>
    <message>
        <source>All users</source>
        <translation>Alle Benutzer</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>Berechtigung</translation>
    </message>
    <message>
        <source>Total users</source>
        <translation>Anzahl Benutzer</translation>
    </message>
    <message>
        <source>Predefined</source>
        <translation>Vordefiniert</translation>
    </message>
    <message>
        <source>2-step verification required</source>
        <translation>Zwei-Faktor-Anmeldung erforderlich</translation>
    </message>
    <message>
        <source>Allowed network</source>
        <translation>Erlaubtes Netz</translation>
    </message>
    <message>
        <source>All roles</source>
        <translation>Alle Rollen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>The user signs in at this provider, in the browser.</source>
        <translation>Der Benutzer meldet sich im Browser bei diesem Anbieter an.</translation>
    </message>
    <message>
        <source>Not recorded: an extension, but no seat</source>
        <translation>Nicht aufgezeichnet: Nebenstelle, aber kein Platz</translation>
    </message>
    <message>
        <source>Storage limit used, per cent</source>
        <translation>Genutzte Speichergrenze, Prozent</translation>
    </message>
    <message>
        <source>Tenants at 80% or more of a storage limit</source>
        <translation>Mandanten ab 80 % einer Speichergrenze</translation>
    </message>
    <message>
        <source>By the rule of user or tenant</source>
        <translation>Nach der Regel des Benutzers oder Mandanten</translation>
    </message>
    <message>
        <source>The user has no recording seat</source>
        <translation>Der Benutzer hat keinen Aufzeichnungsplatz</translation>
    </message>
    <message>
        <source>On demand, and nobody asked for it</source>
        <translation>Auf Anforderung, und niemand forderte sie an</translation>
    </message>
    <message>
        <source>The recorder was down meanwhile</source>
        <translation>Der Recorder war zeitweise außer Betrieb</translation>
    </message>
    <message>
        <source>A part of the audio was lost</source>
        <translation>Ein Teil des Tons ging verloren</translation>
    </message>
    <message>
        <source>The end is damaged</source>
        <translation>Das Ende ist beschädigt</translation>
    </message>
    <message>
        <source>Its journal cannot be read</source>
        <translation>Das Journal ist nicht lesbar</translation>
    </message>
    <message>
        <source>Removed, and told of by an older ledger</source>
        <translation>Gelöscht, ein älteres Anrufbuch nennt ihn noch</translation>
    </message>
    <message>
        <source>The recorder cannot cope with its journal</source>
        <translation>Der Recorder kommt mit dem Journal nicht zurecht</translation>
    </message>
    <message>
        <source>This call was not recorded: there is nothing to open.</source>
        <translation>Dieses Gespräch wurde nicht aufgezeichnet: Es gibt nichts zu öffnen.</translation>
    </message>
    <message>
        <source>This call is not stored yet. Open it when it is.</source>
        <translation>Dieses Gespräch ist noch nicht gespeichert. Öffnen Sie es, sobald es gespeichert ist.</translation>
    </message>
    <message>
        <source>One party is silent</source>
        <translation>Eine Seite ist stumm</translation>
    </message>
    <message>
        <source>No audio came</source>
        <translation>Es kam kein Ton</translation>
    </message>
    <message>
        <source>Parties share one track</source>
        <translation>Teilnehmer teilen sich eine Spur</translation>
    </message>
    <message>
        <source>End not signalled</source>
        <translation>Ende nicht gemeldet</translation>
    </message>
    <message>
        <source>Not described by the phone system</source>
        <translation>Von der Telefonanlage nicht beschrieben</translation>
    </message>
    <message>
        <source>Description unreadable</source>
        <translation>Beschreibung nicht lesbar</translation>
    </message>
    <message>
        <source>Names may be misspelled</source>
        <translation>Namen vielleicht falsch geschrieben</translation>
    </message>
    <message>
        <source>Some audio could not be decoded</source>
        <translation>Ton teilweise nicht dekodierbar</translation>
    </message>
    <message>
        <source>Kept on the recorder as it came</source>
        <translation>Unverändert auf dem Recorder aufbewahrt</translation>
    </message>
    <message>
        <source>Some audio was lost</source>
        <translation>Ton teilweise verloren</translation>
    </message>
    <message>
        <source>Recorder was down meanwhile</source>
        <translation>Recorder zeitweise außer Betrieb</translation>
    </message>
    <message>
        <source>End of the recording damaged</source>
        <translation>Ende der Aufzeichnung beschädigt</translation>
    </message>
    <message>
        <source>Audio from a stranger refused</source>
        <translation>Ton von Fremden abgewiesen</translation>
    </message>
    <message>
        <source>Any number</source>
        <translation>Beliebige Rufnummer</translation>
    </message>
    <message>
        <source>Any name</source>
        <translation>Beliebiger Name</translation>
    </message>
    <message>
        <source>From number</source>
        <translation>Von-Rufnummer</translation>
    </message>
    <message>
        <source>To number</source>
        <translation>An-Rufnummer</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>At character %1:</source>
        <translation>Bei Zeichen %1:</translation>
    </message>
    <message>
        <source>The format is empty.</source>
        <translation>Das Format ist leer.</translation>
    </message>
    <message>
        <source>The format is longer than %1 characters.</source>
        <translation>Das Format ist länger als %1 Zeichen.</translation>
    </message>
    <message>
        <source>It begins with &quot;/&quot;. Names are always below the target&apos;s own folder.</source>
        <translation>Es beginnt mit „/“. Namen liegen immer unter dem Ordner des Ziels.</translation>
    </message>
    <message>
        <source>A folder or name of dots alone leads out of the target&apos;s folder.</source>
        <translation>Ein Ordner oder Name nur aus Punkten führt aus dem Ordner des Ziels hinaus.</translation>
    </message>
    <message>
        <source>A folder has no name.</source>
        <translation>Ein Ordner hat keinen Namen.</translation>
    </message>
    <message>
        <source>It ends with a folder; the file has no name.</source>
        <translation>Es endet mit einem Ordner; die Datei hat keinen Namen.</translation>
    </message>
    <message>
        <source>There are more than %1 folders.</source>
        <translation>Es sind mehr als %1 Ordner.</translation>
    </message>
    <message>
        <source>Write %% for a percent sign, or %{…} for a parameter.</source>
        <translation>Schreiben Sie %% für ein Prozentzeichen oder %{…} für einen Parameter.</translation>
    </message>
    <message>
        <source>The parameter has no closing &quot;}&quot;.</source>
        <translation>Dem Parameter fehlt das schließende „}“.</translation>
    </message>
    <message>
        <source>There is no parameter &quot;%1&quot;.</source>
        <translation>Es gibt keinen Parameter „%1“.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; takes no &quot;#&quot;; only times do.</source>
        <translation>„%1“ nimmt kein „#“; das tun nur Zeiten.</translation>
    </message>
    <message>
        <source>What to show of the time is missing: %Y, %m, %d, %H, %M, %S.</source>
        <translation>Es fehlt, was von der Zeit gezeigt wird: %Y, %m, %d, %H, %M, %S.</translation>
    </message>
    <message>
        <source>A time has no &quot;%1&quot;. It has %Y %y %m %d %H %M %S %j.</source>
        <translation>Eine Zeit hat kein „%1“. Sie hat %Y %y %m %d %H %M %S %j.</translation>
    </message>
    <message>
        <source>This character cannot stand in a file name.</source>
        <translation>Dieses Zeichen darf nicht in einem Dateinamen stehen.</translation>
    </message>
    <message>
        <source>Storage target</source>
        <translation>Speicherziel</translation>
    </message>
    <message>
        <source>Empty = the recorder&apos;s own folder. Files go there after each call; the recorder&apos;s copy is removed once the target has it.</source>
        <translation>Leer = der eigene Ordner des Recorders. Dateien gehen nach jedem Gespräch dorthin; die Kopie des Recorders wird entfernt, sobald das Ziel sie hat.</translation>
    </message>
    <message>
        <source>File name format</source>
        <translation>Format der Dateinamen</translation>
    </message>
    <message>
        <source>Empty = %1. &quot;/&quot; begins a folder.</source>
        <extracomment>%1 is a format</extracomment>
        <translation>Leer = %1. „/“ beginnt einen Ordner.</translation>
    </message>
    <message>
        <source>The service provider sets it for all tenants.</source>
        <translation>Der Dienstanbieter legt sie für alle Mandanten fest.</translation>
    </message>
    <message>
        <source>Audio recordings</source>
        <translation>Tonaufzeichnungen</translation>
    </message>
    <message>
        <source>Screen recordings</source>
        <translation>Bildschirmaufzeichnungen</translation>
    </message>
    <message>
        <source>A recording would be called:</source>
        <translation>So hieße eine Aufzeichnung:</translation>
    </message>
    <message>
        <source>Where recordings of all tenants go that have no rules of their own, and what their files are called there. It holds for calls that end after it was saved.</source>
        <translation>Wohin die Aufzeichnungen aller Mandanten ohne eigene Regeln gehen und wie ihre Dateien dort heißen. Es gilt für Anrufe, die nach dem Speichern enden.</translation>
    </message>
    <message>
        <source>Where recordings go and what their files are called there. It holds for calls that end after it was saved.</source>
        <translation>Wohin Aufzeichnungen gehen und wie ihre Dateien dort heißen. Es gilt für Anrufe, die nach dem Speichern enden.</translation>
    </message>
    <message>
        <source>load the storage rules</source>
        <translation>die Speicherregeln laden</translation>
    </message>
    <message>
        <source>save the storage rules</source>
        <translation>die Speicherregeln speichern</translation>
    </message>
    <message>
        <source>Storage rules saved</source>
        <translation>Speicherregeln gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>No recordings</source>
        <translation>Keine Aufzeichnungen</translation>
    </message>
    <message>
        <source>No limits</source>
        <translation>Keine Grenzen</translation>
    </message>
    <message>
        <source>%1%</source>
        <extracomment>how much of the nearest limit is used</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>load the storage usage</source>
        <translation>die Speichernutzung laden</translation>
    </message>
    <message>
        <source>Search by tenant</source>
        <translation>Suche nach Mandant</translation>
    </message>
    <message>
        <source>AUDIO RECORDINGS</source>
        <translation>TONAUFZEICHNUNGEN</translation>
    </message>
    <message>
        <source>AUDIO LIMITS</source>
        <translation>GRENZEN: TON</translation>
    </message>
    <message>
        <source>SCREEN RECORDINGS</source>
        <translation>BILDSCHIRMAUFZEICHNUNGEN</translation>
    </message>
    <message>
        <source>SCREEN LIMITS</source>
        <translation>GRENZEN: BILDSCHIRM</translation>
    </message>
    <message>
        <source>USED</source>
        <translation>BELEGT</translation>
    </message>
    <message>
        <source>File encryption</source>
        <translation>Dateiverschlüsselung</translation>
    </message>
    <message>
        <source>Activate an encryption key first: without one calls could not be finished.</source>
        <translation>Aktivieren Sie zuerst einen Schlüssel: Ohne ihn ließen sich Anrufe nicht fertigstellen.</translation>
    </message>
    <message>
        <source>Recordings are sealed to it: without an active key calls wait in the spool.</source>
        <translation>Aufzeichnungen werden für ihn versiegelt: Ohne aktiven Schlüssel warten Anrufe im Zwischenspeicher.</translation>
    </message>
    <message>
        <source>These are not the last six characters of the fingerprint.</source>
        <translation>Das sind nicht die letzten sechs Zeichen des Fingerabdrucks.</translation>
    </message>
    <message>
        <source>Waits sealed for an active encryption key</source>
        <translation>Wartet versiegelt auf einen aktiven Schlüssel</translation>
    </message>
    <message>
        <source>Waits sealed: the active key must not be used</source>
        <translation>Wartet versiegelt: Der aktive Schlüssel darf nicht verwendet werden</translation>
    </message>
    <message>
        <source>Audio files encryption</source>
        <translation>Verschlüsselung der Tondateien</translation>
    </message>
    <message>
        <source>Audio, waveform and signalling of a call are sealed to the tenant&apos;s active key before they come to a disk, and stay so in storage targets and backups.</source>
        <translation>Ton, Wellenform und Signalisierung eines Anrufs werden für den aktiven Schlüssel des Mandanten versiegelt, bevor sie auf einen Datenträger kommen, und bleiben es auf Speicherzielen und in Sicherungen.</translation>
    </message>
    <message>
        <source>Caution! Tenants that have a setting of their own keep it, whatever is set here.</source>
        <translation>Achtung! Mandanten mit eigener Einstellung behalten diese, was immer hier eingestellt wird.</translation>
    </message>
    <message>
        <source>Caution! Only people who were granted a key hear what is sealed to it. When the last of them has lost his password, and nobody has exported the key, the recordings are lost, for the service provider too. Export all keys and keep them in a secure place.</source>
        <translation>Achtung! Nur wem ein Schlüssel erteilt wurde, hört, was für ihn versiegelt ist. Hat der Letzte von ihnen sein Passwort verloren und niemand den Schlüssel exportiert, sind die Aufzeichnungen verloren, auch für den Dienstanbieter. Exportieren Sie alle Schlüssel und bewahren Sie sie an einem sicheren Ort auf.</translation>
    </message>
    <message>
        <source>Calls that ended before stay as they are, sealed or not.</source>
        <translation>Anrufe, die vorher endeten, bleiben, wie sie sind, versiegelt oder nicht.</translation>
    </message>
    <message>
        <source>There is no active encryption key. Without one recordings cannot be sealed: while encryption is enabled, calls wait in the recorder&apos;s own sealed spool and cannot be played. Add a key and activate it first.</source>
        <translation>Es gibt keinen aktiven Schlüssel. Ohne ihn lassen sich Aufzeichnungen nicht versiegeln: Solange die Verschlüsselung eingeschaltet ist, warten Anrufe im eigenen, versiegelten Zwischenspeicher des Recorders und lassen sich nicht abspielen. Legen Sie zuerst einen Schlüssel an und aktivieren Sie ihn.</translation>
    </message>
    <message>
        <source>These tenants have no active encryption key: %1. While encryption is enabled for them, their calls wait in the recorder&apos;s own sealed spool and cannot be played until they have one.</source>
        <extracomment>%1 are names of tenants</extracomment>
        <translation>Diese Mandanten haben keinen aktiven Schlüssel: %1. Solange die Verschlüsselung für sie eingeschaltet ist, warten ihre Anrufe im eigenen, versiegelten Zwischenspeicher des Recorders und lassen sich erst abspielen, wenn sie einen haben.</translation>
    </message>
    <message>
        <source>Whether recordings are sealed, for all tenants that have no setting of their own. It holds for calls that end after it was saved.</source>
        <translation>Ob Aufzeichnungen versiegelt werden, für alle Mandanten ohne eigene Einstellung. Es gilt für Anrufe, die nach dem Speichern enden.</translation>
    </message>
    <message>
        <source>Whether recordings are sealed. It holds for calls that end after it was saved.</source>
        <translation>Ob Aufzeichnungen versiegelt werden. Es gilt für Anrufe, die nach dem Speichern enden.</translation>
    </message>
    <message>
        <source>load the encryption setting</source>
        <translation>die Einstellung der Verschlüsselung laden</translation>
    </message>
    <message>
        <source>save the encryption setting</source>
        <translation>die Einstellung der Verschlüsselung speichern</translation>
    </message>
    <message>
        <source>Encryption setting saved</source>
        <translation>Einstellung der Verschlüsselung gespeichert</translation>
    </message>
    <message>
        <source>save it</source>
        <translation>sichern</translation>
    </message>
    <message>
        <source>Signing of finished recordings</source>
        <translation>Signieren fertiger Aufzeichnungen</translation>
    </message>
    <message>
        <source>Storage limits</source>
        <translation>Speichergrenzen</translation>
    </message>
    <message>
        <source>Move of files between storage targets</source>
        <translation>Umzug von Dateien zwischen Speicherzielen</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Umzug</translation>
    </message>
    <message>
        <source>The clock jumped: nothing goes for good before it has been steady for a day.</source>
        <translation>Die Uhr ist gesprungen: Nichts wird endgültig entfernt, bevor sie einen Tag lang stetig ging.</translation>
    </message>
    <message>
        <source>The clock jumped: nothing is removed. Check it, then choose Remove now.</source>
        <translation>Die Uhr ist gesprungen: Es wird nichts entfernt. Prüfen Sie sie und wählen Sie dann „Jetzt entfernen“.</translation>
    </message>
    <message>
        <source>Beyond the limit: what is left must not go.</source>
        <translation>Über der Grenze: Was übrig ist, darf nicht weg.</translation>
    </message>
    <message>
        <source>Enforcement was switched off meanwhile</source>
        <translation>Die Durchsetzung wurde inzwischen ausgeschaltet</translation>
    </message>
    <message>
        <source>The time of this run is over: the rest goes in the next</source>
        <translation>Die Zeit dieses Laufs ist um: Der Rest geht im nächsten</translation>
    </message>
    <message>
        <source>The file cannot be removed from its storage target.</source>
        <translation>Die Datei lässt sich von ihrem Speicherziel nicht entfernen.</translation>
    </message>
    <message>
        <source>What must not go is beyond the limit by itself: nothing else is removed for it. Widen the limit, or see to holds and uploads.</source>
        <translation>Was nicht weg darf, ist allein schon über der Grenze: Dafür wird nichts anderes entfernt. Erweitern Sie die Grenze oder sehen Sie nach gehaltenen Aufzeichnungen und Übertragungen.</translation>
    </message>
    <message>
        <source>The storage keeps it, by retention or a legal hold: tried again later.</source>
        <translation>Der Speicher gibt es wegen einer Aufbewahrungsfrist oder Sperre nicht frei: Später wird es wieder versucht.</translation>
    </message>
    <message>
        <source>The storage keeps what is there, by retention or a legal hold: ask its operator.</source>
        <translation>Der Speicher hält, was dort liegt, wegen einer Aufbewahrungsfrist oder Sperre fest: Fragen Sie den Betreiber.</translation>
    </message>
    <message>
        <source>Somebody moved or removed it meanwhile.</source>
        <translation>Jemand hat es inzwischen verschoben oder entfernt.</translation>
    </message>
    <message>
        <source>What was moved away cannot be removed; it is tried again later.</source>
        <translation>Was verschoben wurde, lässt sich am alten Ort nicht entfernen; später wird es wieder versucht.</translation>
    </message>
    <message>
        <source>This recorder has no key to sign with yet.</source>
        <translation>Dieser Rekorder hat noch keinen Schlüssel zum Signieren.</translation>
    </message>
    <message>
        <source>All that would be moved</source>
        <translation>Alles, was umziehen würde</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>Would be removed</source>
        <translation>Würde entfernt</translation>
    </message>
    <message>
        <source>%1: %2, %3, %4</source>
        <extracomment>tenant, number of calls, size, length</extracomment>
        <translation>%1: %2, %3, %4</translation>
    </message>
    <message>
        <source>Signed manifests</source>
        <translation>Signierte Manifeste</translation>
    </message>
    <message>
        <source>Enforce limits</source>
        <translation>Grenzen durchsetzen</translation>
    </message>
    <message>
        <source>Move files</source>
        <translation>Dateien verschieben</translation>
    </message>
    <message>
        <source>Files moved</source>
        <translation>Dateien verschoben</translation>
    </message>
    <message>
        <source>Move recordings to another key</source>
        <translation>Aufzeichnungen auf einen anderen Schlüssel umstellen</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>Sign an archive</source>
        <translation>Ein Archiv signieren</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>Warnen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Nobody has said yet that this is the server&apos;s key: compare the fingerprint with what its operator tells you, and trust it when they are the same.</source>
        <translation>Noch hat niemand gesagt, dass dies der Schlüssel des Servers ist: Vergleichen Sie den Fingerabdruck mit dem, was der Betreiber nennt, und vertrauen Sie ihm, wenn beide gleich sind.</translation>
    </message>
    <message>
        <source>The server shows another key than the one that is trusted: somebody may be in between. Ask its operator; if it was renewed, enter the new fingerprint and the password again.</source>
        <translation>Der Server zeigt einen anderen Schlüssel als den, dem vertraut wird: Es könnte jemand dazwischen sitzen. Fragen Sie den Betreiber; wurde der Schlüssel erneuert, geben Sie den neuen Fingerabdruck und das Passwort erneut ein.</translation>
    </message>
    <message>
        <source>There is no such bucket: check its name, and whose keys these are.</source>
        <translation>Diesen Bucket gibt es nicht: Prüfen Sie seinen Namen und wessen Schlüssel dies sind.</translation>
    </message>
    <message>
        <source>The bucket is in another region: enter that one.</source>
        <translation>Der Bucket liegt in einer anderen Region: Geben Sie diese ein.</translation>
    </message>
    <message>
        <source>The account may not store more there: have its quota raised, or make room.</source>
        <translation>Das Konto darf dort nicht mehr speichern: Lassen Sie das Kontingent erhöhen oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>The place can be read and not written to: check its settings and rights.</source>
        <translation>Der Ort kann gelesen, aber nicht beschrieben werden: Prüfen Sie seine Einstellungen und Rechte.</translation>
    </message>
    <message>
        <source>The proxy refuses: check its host, port, user and password.</source>
        <translation>Der Proxy lehnt ab: Prüfen Sie seinen Host, Port, Benutzer und sein Passwort.</translation>
    </message>
    <message>
        <source>The clocks differ too much: set that of the recorder&apos;s machine.</source>
        <translation>Die Uhren gehen zu weit auseinander: Stellen Sie die des Rekorders.</translation>
    </message>
    <message>
        <source>What was read back is not what was written: do not use this place.</source>
        <translation>Was zurückgelesen wurde, ist nicht, was geschrieben wurde: Verwenden Sie diesen Ort nicht.</translation>
    </message>
    <message>
        <source>The other side does not answer as it should at the moment: try again.</source>
        <translation>Die Gegenseite antwortet im Moment nicht, wie sie sollte: Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The recorder could not make the file that is written: check its disk.</source>
        <translation>Der Rekorder konnte die Datei nicht anlegen, die geschrieben wird: Prüfen Sie seine Festplatte.</translation>
    </message>
    <message>
        <source>A name like this cannot be stored there: check the base path.</source>
        <translation>Ein solcher Name kann dort nicht gespeichert werden: Prüfen Sie den Basispfad.</translation>
    </message>
    <message>
        <source>Ask your administrator for one.</source>
        <translation>Bitten Sie Ihren Administrator darum.</translation>
    </message>
    <message>
        <source>Both targets are the same place.</source>
        <translation>Beide Ziele sind derselbe Ort.</translation>
    </message>
    <message>
        <source>Another storage target is at this very place already.</source>
        <translation>Ein anderes Speicherziel ist schon an genau diesem Ort.</translation>
    </message>
    <message>
        <source>The target is for the files of another tenant.</source>
        <translation>Das Ziel ist für die Dateien eines anderen Mandanten.</translation>
    </message>
    <message>
        <source>A trial is needed before: its result says what would be removed.</source>
        <translation>Vorher ist ein Probelauf nötig: Sein Ergebnis sagt, was entfernt würde.</translation>
    </message>
    <message>
        <source>The tenant would have no administrator any more: make somebody else one first.</source>
        <translation>Der Mandant hätte keinen Administrator mehr: Machen Sie erst jemand anderen dazu.</translation>
    </message>
    <message>
        <source>Only an administrator of the tenant itself accepts a key that nobody vouches for.</source>
        <translation>Einen Schlüssel, für den niemand bürgt, nimmt nur ein Administrator des Mandanten selbst an.</translation>
    </message>
    <message>
        <source>Recordings are moved only to the key that is active.</source>
        <translation>Aufzeichnungen werden nur auf den aktiven Schlüssel umgestellt.</translation>
    </message>
    <message>
        <source>Nobody here could open them with it: it is a public key only.</source>
        <translation>Hier könnte sie niemand damit öffnen: Es ist nur ein öffentlicher Schlüssel.</translation>
    </message>
    <message>
        <source>A tenant has 1,000 keys at most: delete some first.</source>
        <translation>Ein Mandant hat höchstens 1.000 Schlüssel: Löschen Sie erst einige.</translation>
    </message>
    <message>
        <source>You do not hold this key.</source>
        <translation>Sie haben diesen Schlüssel nicht inne.</translation>
    </message>
    <message>
        <source>Your keys were changed elsewhere meanwhile. Do it again.</source>
        <translation>Ihre Schlüssel wurden inzwischen anderswo geändert. Bitte noch einmal.</translation>
    </message>
    <message>
        <source>For users of this home group whose own setting is “Default”. “Default” here is the tenant&apos;s.</source>
        <translation>Für Benutzer dieser Stammgruppe, deren eigene Einstellung „Standard“ ist. „Standard“ hier ist die des Mandanten.</translation>
    </message>
    <message>
        <source>The first one is the home group; its timezone, language and recording rule hold.</source>
        <translation>Die erste ist die Stammgruppe; ihre Zeitzone, Sprache und Aufzeichnungsregel gelten.</translation>
    </message>
    <message>
        <source>The manifest is not signed.</source>
        <translation>Das Manifest ist nicht signiert.</translation>
    </message>
    <message>
        <source>manifest.txt tells the same of each file and is signed by the recorder (Ed25519). The public key is here as signing-key.pem; whoever changes files could change that as well, so compare it with the recorder&apos;s (earshotctl manifests keys):</source>
        <translation>manifest.txt sagt dasselbe von jeder Datei und ist vom Rekorder signiert (Ed25519). Der öffentliche Schlüssel liegt als signing-key.pem bei; wer Dateien ändert, könnte auch ihn ändern: Vergleichen Sie ihn mit dem des Rekorders (earshotctl manifests keys):</translation>
    </message>
    <message>
        <source>This checks everything, without a recorder:</source>
        <translation>Dies prüft alles, ohne Rekorder:</translation>
    </message>
    <message>
        <source>And this the signature, with OpenSSL 3:</source>
        <translation>Und dies die Signatur, mit OpenSSL 3:</translation>
    </message>
    <message>
        <source>Recordings, as they are stored. manifest.csv tells of each file which call it is, its size and its SHA-256.</source>
        <translation>Aufzeichnungen, wie sie gespeichert sind. manifest.csv nennt zu jeder Datei den Anruf, ihre Größe und ihren SHA-256.</translation>
    </message>
    <message>
        <source>Files that end in .cms are encrypted (CMS AuthEnvelopedData, AES-256-GCM, RSA-OAEP). The private key that opens them is exported by a holder in the console: Administration, Storage, Encryption Keys. With it OpenSSL 3 opens them, without this program:</source>
        <translation>Dateien auf .cms sind verschlüsselt (CMS AuthEnvelopedData, AES-256-GCM, RSA-OAEP). Den privaten Schlüssel dazu exportiert ein Inhaber in der Konsole: Verwaltung, Speicher, Schlüssel. Damit öffnet OpenSSL 3 sie, ohne dieses Programm:</translation>
    </message>
    <message>
        <source>They are sealed to the keys with these fingerprints (SHA-256):</source>
        <translation>Sie sind für die Schlüssel mit diesen Fingerabdrücken (SHA-256) versiegelt:</translation>
    </message>
    <message>
        <source>The file that came is not what the recorder had stored.</source>
        <translation>Die Datei, die kam, ist nicht die, die der Recorder gespeichert hatte.</translation>
    </message>
    <message>
        <source>The encrypted file was changed, or none of your keys opens it. Nothing was saved.</source>
        <translation>Die verschlüsselte Datei wurde verändert, oder keiner Ihrer Schlüssel öffnet sie. Nichts wurde gespeichert.</translation>
    </message>
    <message>
        <source>This call is encrypted. Your keys are being opened.</source>
        <translation>Dieser Anruf ist verschlüsselt. Ihre Schlüssel werden gerade geöffnet.</translation>
    </message>
    <message>
        <source>This call is encrypted, and your keys could not be read from the server.</source>
        <translation>Dieser Anruf ist verschlüsselt, und Ihre Schlüssel konnten nicht vom Server gelesen werden.</translation>
    </message>
    <message>
        <source>This call is encrypted, and your keys are locked.</source>
        <translation>Dieser Anruf ist verschlüsselt, und Ihre Schlüssel sind gesperrt.</translation>
    </message>
    <message>
        <source>This call is encrypted. Only holders of the key %1 can play it: ask one of them to grant it to you.</source>
        <extracomment>%1 is a fingerprint</extracomment>
        <translation>Dieser Anruf ist verschlüsselt. Nur Inhaber des Schlüssels %1 können ihn abspielen: Bitten Sie einen von ihnen, ihn Ihnen freizugeben.</translation>
    </message>
    <message>
        <source>Open keys…</source>
        <translation>Schlüssel öffnen …</translation>
    </message>
    <message>
        <source>This is not an RSA key in PEM.</source>
        <translation>Das ist kein RSA-Schlüssel in PEM.</translation>
    </message>
    <message>
        <source>The key is too short or too long: 1024 to 8192 bits are read.</source>
        <translation>Der Schlüssel ist zu kurz oder zu lang: 1024 bis 8192 Bit werden gelesen.</translation>
    </message>
    <message>
        <source>The key is protected in a way that is not supported.</source>
        <translation>Der Schlüssel ist auf eine Weise geschützt, die nicht unterstützt wird.</translation>
    </message>
    <message>
        <source>Opening the key would take too long: it is refused.</source>
        <translation>Das Öffnen des Schlüssels würde zu lange dauern: Er wird abgelehnt.</translation>
    </message>
    <message>
        <source>The private key is protected: enter its password.</source>
        <translation>Der private Schlüssel ist geschützt: Geben Sie sein Passwort ein.</translation>
    </message>
    <message>
        <source>The password does not open the private key.</source>
        <translation>Das Passwort öffnet den privaten Schlüssel nicht.</translation>
    </message>
    <message>
        <source>Paste a key, or load it from a file.</source>
        <translation>Fügen Sie einen Schlüssel ein, oder laden Sie ihn aus einer Datei.</translation>
    </message>
    <message>
        <source>The key cannot be used.</source>
        <translation>Der Schlüssel ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Yes, use this key for oncoming calls</source>
        <translation>Ja, diesen Schlüssel für kommende Anrufe verwenden</translation>
    </message>
    <message>
        <source>Move the recordings of the old key to it</source>
        <translation>Die Aufzeichnungen des alten Schlüssels auf ihn umstellen</translation>
    </message>
    <message>
        <source>A public key alone encrypts; nobody opens its recordings here. It can be activated only now.</source>
        <translation>Ein öffentlicher Schlüssel allein verschlüsselt; seine Aufzeichnungen öffnet hier niemand. Er kann nur jetzt aktiviert werden.</translation>
    </message>
    <message>
        <source>Load…</source>
        <translation>Laden …</translation>
    </message>
    <message>
        <source>Private key password</source>
        <translation>Passwort des privaten Schlüssels</translation>
    </message>
    <message>
        <source>Rotate key</source>
        <translation>Schlüssel wechseln</translation>
    </message>
    <message>
        <source>Add Encrypt Key</source>
        <translation>Schlüssel hinzufügen</translation>
    </message>
    <message>
        <source>Key length</source>
        <translation>Schlüssellänge</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1 Bit</translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation>Wechseln</translation>
    </message>
    <message>
        <source>A new key takes the place of «%1» for what is recorded from now on. Whoever can open the old one, and was granted it from this computer, gets the new one, too; the others are granted it by you.</source>
        <translation>Ein neuer Schlüssel tritt für alles, was ab jetzt aufgezeichnet wird, an die Stelle von «%1». Wer den alten öffnen kann und ihn von diesem Computer aus erhielt, bekommt auch den neuen; den anderen geben Sie ihn.</translation>
    </message>
    <message>
        <source>Load a key</source>
        <translation>Schlüssel laden</translation>
    </message>
    <message>
        <source>Your keys are locked. Open them in “My profile”.</source>
        <translation>Ihre Schlüssel sind gesperrt. Öffnen Sie sie unter „Mein Profil“.</translation>
    </message>
    <message>
        <source>Choose a tenant.</source>
        <translation>Wählen Sie einen Mandanten.</translation>
    </message>
    <message>
        <source>Key added</source>
        <translation>Schlüssel hinzugefügt</translation>
    </message>
    <message>
        <source>The key was added, but it is not active: %1</source>
        <translation>Der Schlüssel wurde hinzugefügt, ist aber nicht aktiv: %1</translation>
    </message>
    <message>
        <source>activate the key</source>
        <translation>den Schlüssel aktivieren</translation>
    </message>
    <message>
        <source>Key added. Recordings are encrypted to it from now on.</source>
        <translation>Schlüssel hinzugefügt. Aufzeichnungen werden ab jetzt mit ihm verschlüsselt.</translation>
    </message>
    <message numerus="yes">
        <source>Key rotated; granted to %n other holder(s)</source>
        <translation>
            <numerusform>Schlüssel gewechselt; %n weiterem Inhaber freigegeben</numerusform>
            <numerusform>Schlüssel gewechselt; %n weiteren Inhabern freigegeben</numerusform>
        </translation>
    </message>
    <message>
        <source>Its recordings are being moved.</source>
        <translation>Seine Aufzeichnungen werden umgestellt.</translation>
    </message>
    <message>
        <source>The public key is not that of the private key.</source>
        <translation>Der öffentliche Schlüssel ist nicht der des privaten.</translation>
    </message>
    <message>
        <source>Public key: %1</source>
        <translation>Öffentlicher Schlüssel: %1</translation>
    </message>
    <message>
        <source>add the key</source>
        <translation>den Schlüssel hinzufügen</translation>
    </message>
    <message>
        <source>The key is being made.</source>
        <translation>Der Schlüssel wird erzeugt.</translation>
    </message>
    <message>
        <source>To do it, type the last six characters of the key&apos;s fingerprint:</source>
        <translation>Um es zu tun, geben Sie die letzten sechs Zeichen des Fingerabdrucks ein:</translation>
    </message>
    <message>
        <source>Last six characters of the fingerprint</source>
        <translation>Letzte sechs Zeichen des Fingerabdrucks</translation>
    </message>
    <message>
        <source>Export Key</source>
        <translation>Schlüssel exportieren</translation>
    </message>
    <message>
        <source>The private key of «%1» is written into a file. Whoever has the file and its password opens every recording that is encrypted with this key: keep it in a safe place.</source>
        <translation>Der private Schlüssel von „%1“ wird in eine Datei geschrieben. Wer die Datei und ihr Passwort hat, öffnet jede Aufzeichnung, die mit diesem Schlüssel verschlüsselt ist: Verwahren Sie sie sicher.</translation>
    </message>
    <message>
        <source>Password (recommended)</source>
        <translation>Passwort (empfohlen)</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>Passwort noch einmal</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>Export unprotected</source>
        <translation>Ungeschützt exportieren</translation>
    </message>
    <message>
        <source>Without a password whoever gets hold of the file opens every recording that is encrypted with this key.</source>
        <translation>Ohne Passwort öffnet jeder, der an die Datei gelangt, alle Aufzeichnungen, die mit diesem Schlüssel verschlüsselt sind.</translation>
    </message>
    <message>
        <source>export the key</source>
        <translation>den Schlüssel exportieren</translation>
    </message>
    <message>
        <source>Your keys were locked meanwhile.</source>
        <translation>Ihre Schlüssel wurden inzwischen gesperrt.</translation>
    </message>
    <message>
        <source>I have compared the words with those whose keys changed</source>
        <translation>Ich habe die Wörter mit denen verglichen, deren Schlüssel sich geändert haben</translation>
    </message>
    <message>
        <source>Seen for the first time</source>
        <translation>Zum ersten Mal gesehen</translation>
    </message>
    <message>
        <source>Known</source>
        <translation>Bekannt</translation>
    </message>
    <message>
        <source>before: %1</source>
        <translation>vorher: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name, login</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Access ends</source>
        <translation>Zugriff endet</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message numerus="yes">
        <source>After %n day(s)</source>
        <translation>
            <numerusform>Nach %n Tag</numerusform>
            <numerusform>Nach %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>You can grant only keys that you hold.</source>
        <translation>Sie können nur Schlüssel freigeben, die Sie selbst innehaben.</translation>
    </message>
    <message>
        <source>grant the key</source>
        <translation>den Schlüssel freigeben</translation>
    </message>
    <message>
        <source>Activate without a voucher</source>
        <translation>Ohne Bürgschaft aktivieren</translation>
    </message>
    <message>
        <source>You do not hold the key that recordings are encrypted to now, so nobody vouches for this one. Compare its fingerprint with whoever made it: somebody may have put a key of his own here, to open what is recorded from now on.</source>
        <translation>Sie haben den Schlüssel nicht inne, mit dem jetzt verschlüsselt wird, also bürgt niemand für diesen. Vergleichen Sie seinen Fingerabdruck mit dem, der ihn erzeugt hat: Jemand könnte hier einen eigenen Schlüssel untergeschoben haben, um zu öffnen, was ab jetzt aufgezeichnet wird.</translation>
    </message>
    <message>
        <source>Activate all the same</source>
        <translation>Trotzdem aktivieren</translation>
    </message>
    <message>
        <source>The recordings of this tenant are encrypted, and «%1» is its only key in use: from now on its calls stay in the recorder&apos;s spool until a key is active again.</source>
        <translation>Die Aufzeichnungen dieses Mandanten werden verschlüsselt, und „%1“ ist sein einziger Schlüssel in Gebrauch: Ab jetzt bleiben seine Anrufe im Zwischenspeicher des Recorders, bis wieder ein Schlüssel aktiv ist.</translation>
    </message>
    <message>
        <source>Without an active key nothing can be encrypted: where encryption is switched on, finished calls wait until a key is active again. Recordings that were encrypted with it stay as they are.</source>
        <translation>Ohne aktiven Schlüssel kann nichts verschlüsselt werden: Wo Verschlüsselung eingeschaltet ist, warten fertige Anrufe, bis wieder ein Schlüssel aktiv ist. Aufzeichnungen, die mit ihm verschlüsselt wurden, bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Delete Encrypt Key</source>
        <translation>Schlüssel löschen</translation>
    </message>
    <message>
        <source>The key «%1» is deleted for good, with everybody&apos;s access to it. What was encrypted with it elsewhere, and is imported later, can be opened only with an exported copy.</source>
        <translation>Der Schlüssel „%1“ wird endgültig gelöscht, mit jedermanns Zugriff auf ihn. Was anderswo mit ihm verschlüsselt wurde und später importiert wird, lässt sich nur mit einer exportierten Kopie öffnen.</translation>
    </message>
    <message>
        <source>Revoke access</source>
        <translation>Zugriff entziehen</translation>
    </message>
    <message>
        <source>Nobody would be left who can open what is encrypted with «%1», unless somebody has an exported copy of it.</source>
        <translation>Niemand bliebe, der öffnen kann, was mit „%1“ verschlüsselt ist, es sei denn, jemand hat eine exportierte Kopie.</translation>
    </message>
    <message>
        <source>move the recordings</source>
        <translation>die Aufzeichnungen umstellen</translation>
    </message>
    <message>
        <source>No key is active: activate the one that they shall open with.</source>
        <translation>Kein Schlüssel ist aktiv: Aktivieren Sie den, mit dem sie sich öffnen sollen.</translation>
    </message>
    <message>
        <source>The recordings are being moved; the tasks show how far it is.</source>
        <translation>Die Aufzeichnungen werden umgestellt; die Aufgaben zeigen, wie weit es ist.</translation>
    </message>
    <message>
        <source>Encrypt Key «%1»</source>
        <translation>Schlüssel „%1“</translation>
    </message>
    <message>
        <source>Not active</source>
        <translation>Nicht aktiv</translation>
    </message>
    <message>
        <source>KEY</source>
        <translation>SCHLÜSSEL</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>Fingerabdruck</translation>
    </message>
    <message>
        <source>Key words</source>
        <translation>Schlüsselwörter</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Holders</source>
        <translation>Inhaber</translation>
    </message>
    <message>
        <source>None: public key only</source>
        <translation>Keine: nur öffentlicher Schlüssel</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>PUBLIC KEY</source>
        <translation>ÖFFENTLICHER SCHLÜSSEL</translation>
    </message>
    <message>
        <source>PEM</source>
        <translation>PEM</translation>
    </message>
    <message>
        <source>Only one person opens this key, and there is no exported copy: when he forgets his password, its recordings are lost. Export it, or grant it to somebody else.</source>
        <translation>Nur eine Person öffnet diesen Schlüssel, und es gibt keine exportierte Kopie: Vergisst sie ihr Passwort, sind seine Aufzeichnungen verloren. Exportieren Sie ihn, oder geben Sie ihn noch jemandem frei.</translation>
    </message>
    <message>
        <source>This public key came alone: what is encrypted with it is not opened here.</source>
        <translation>Dieser öffentliche Schlüssel kam allein: Was mit ihm verschlüsselt ist, wird hier nicht geöffnet.</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Exportiert nach %1</translation>
    </message>
    <message>
        <source>It is active.</source>
        <translation>Er ist aktiv.</translation>
    </message>
    <message>
        <source>The key is too short: it opens old recordings, and nothing is encrypted to it.</source>
        <translation>Der Schlüssel ist zu kurz: Er öffnet alte Aufzeichnungen, und nichts wird mit ihm verschlüsselt.</translation>
    </message>
    <message>
        <source>Recordings are encrypted to this key from now on</source>
        <translation>Aufzeichnungen werden ab jetzt mit diesem Schlüssel verschlüsselt</translation>
    </message>
    <message>
        <source>It is not active.</source>
        <translation>Er ist nicht aktiv.</translation>
    </message>
    <message>
        <source>Key deactivated</source>
        <translation>Schlüssel deaktiviert</translation>
    </message>
    <message>
        <source>deactivate the key</source>
        <translation>den Schlüssel deaktivieren</translation>
    </message>
    <message>
        <source>Rotate…</source>
        <translation>Wechseln …</translation>
    </message>
    <message>
        <source>Move Recordings…</source>
        <translation>Aufzeichnungen umstellen …</translation>
    </message>
    <message>
        <source>It is active: recordings are moved to it from others.</source>
        <translation>Er ist aktiv: Aufzeichnungen werden von anderen auf ihn umgestellt.</translation>
    </message>
    <message>
        <source>Delete Key</source>
        <translation>Schlüssel löschen</translation>
    </message>
    <message>
        <source>It is active: deactivate it first.</source>
        <translation>Er ist aktiv: Deaktivieren Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>delete the key</source>
        <translation>den Schlüssel löschen</translation>
    </message>
    <message>
        <source>Authorized Users</source>
        <translation>Berechtigte Benutzer</translation>
    </message>
    <message>
        <source>Unauthorized Users</source>
        <translation>Nicht berechtigte Benutzer</translation>
    </message>
    <message>
        <source>load the key</source>
        <translation>den Schlüssel laden</translation>
    </message>
    <message>
        <source>FINGERPRINT</source>
        <translation>FINGERABDRUCK</translation>
    </message>
    <message>
        <source>KEY LENGTH</source>
        <translation>SCHLÜSSELLÄNGE</translation>
    </message>
    <message>
        <source>HOLDERS</source>
        <translation>INHABER</translation>
    </message>
    <message>
        <source>CREATED</source>
        <translation>ERSTELLT</translation>
    </message>
    <message>
        <source>load the keys</source>
        <translation>die Schlüssel laden</translation>
    </message>
    <message>
        <source>There is no key yet.</source>
        <translation>Es gibt noch keinen Schlüssel.</translation>
    </message>
    <message>
        <source>Recordings are encrypted to a tenant&apos;s active key. Private keys are made and used in consoles only: export each one for safe keeping, and grant it to at least two people.</source>
        <translation>Aufzeichnungen werden mit dem aktiven Schlüssel des Mandanten verschlüsselt. Private Schlüssel werden nur in Konsolen erzeugt und benutzt: Exportieren Sie jeden zur sicheren Verwahrung, und geben Sie ihn mindestens zwei Personen frei.</translation>
    </message>
    <message>
        <source>Search by key fingerprint</source>
        <translation>Nach Fingerabdruck suchen</translation>
    </message>
    <message>
        <source>Select a Tenant</source>
        <translation>Mandant wählen</translation>
    </message>
    <message>
        <source>Has new keys: grant again</source>
        <translation>Hat neue Schlüssel: erneut freigeben</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>No keys yet: has to sign in once</source>
        <translation>Noch keine Schlüssel: muss sich einmal anmelden</translation>
    </message>
    <message>
        <source>No access</source>
        <translation>Kein Zugriff</translation>
    </message>
    <message>
        <source>WEB LOGIN</source>
        <translation>ANMELDENAME</translation>
    </message>
    <message>
        <source>ENCRYPT ACCESS STATUS</source>
        <translation>ZUGRIFF</translation>
    </message>
    <message>
        <source>KEY WORDS</source>
        <translation>SCHLÜSSELWÖRTER</translation>
    </message>
    <message>
        <source>ACCESS ENDS</source>
        <translation>ZUGRIFF ENDET</translation>
    </message>
    <message numerus="yes">
        <source>%n of them have no keys yet: they have to sign in once.</source>
        <translation>
            <numerusform>%n von ihnen hat noch keine Schlüssel: Er muss sich einmal anmelden.</numerusform>
            <numerusform>%n von ihnen haben noch keine Schlüssel: Sie müssen sich einmal anmelden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Granted to %n user(s)</source>
        <translation>
            <numerusform>%n Benutzer freigegeben</numerusform>
            <numerusform>%n Benutzern freigegeben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoked from %n user(s). What they copied before stays readable to them: rotate the key when that matters.</source>
        <translation>
            <numerusform>%n Benutzer entzogen. Was er vorher kopiert hat, bleibt für ihn lesbar: Wechseln Sie den Schlüssel, wenn das zählt.</numerusform>
            <numerusform>%n Benutzern entzogen. Was sie vorher kopiert haben, bleibt für sie lesbar: Wechseln Sie den Schlüssel, wenn das zählt.</numerusform>
        </translation>
    </message>
    <message>
        <source>revoke the access</source>
        <translation>den Zugriff entziehen</translation>
    </message>
    <message>
        <source>load the users of the key</source>
        <translation>die Benutzer des Schlüssels laden</translation>
    </message>
    <message>
        <source>Nobody can open this key.</source>
        <translation>Niemand kann diesen Schlüssel öffnen.</translation>
    </message>
    <message>
        <source>Everybody can open this key.</source>
        <translation>Alle können diesen Schlüssel öffnen.</translation>
    </message>
    <message>
        <source>Recovery code…</source>
        <translation>Wiederherstellungscode …</translation>
    </message>
    <message>
        <source>Lock keys</source>
        <translation>Schlüssel sperren</translation>
    </message>
    <message>
        <source>ENCRYPTION KEYS</source>
        <translation>SCHLÜSSEL</translation>
    </message>
    <message>
        <source>Open. Others who grant you access compare these words with you:</source>
        <translation>Geöffnet. Wer Ihnen Zugriff gibt, vergleicht diese Wörter mit Ihnen:</translation>
    </message>
    <message>
        <source>Locked.</source>
        <translation>Gesperrt.</translation>
    </message>
    <message>
        <source>You have none yet: encrypted recordings cannot be granted to you.</source>
        <translation>Sie haben noch keine: Verschlüsselte Aufzeichnungen können Ihnen nicht freigegeben werden.</translation>
    </message>
    <message>
        <source>Your password does not open them.</source>
        <translation>Ihr Passwort öffnet sie nicht.</translation>
    </message>
    <message>
        <source>They could not be read from the server.</source>
        <translation>Sie konnten nicht vom Server gelesen werden.</translation>
    </message>
    <message>
        <source>They are being opened.</source>
        <translation>Sie werden gerade geöffnet.</translation>
    </message>
    <message>
        <source>%1: has to be granted again</source>
        <translation>%1: muss erneut freigegeben werden</translation>
    </message>
    <message>
        <source>No key was granted to you.</source>
        <translation>Ihnen wurde kein Schlüssel freigegeben.</translation>
    </message>
    <message>
        <source>Granted to you: %1</source>
        <translation>Ihnen freigegeben: %1</translation>
    </message>
    <message>
        <source>make a recovery code</source>
        <translation>einen Wiederherstellungscode erzeugen</translation>
    </message>
    <message>
        <source>I have kept it</source>
        <translation>Ich habe ihn verwahrt</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
    <message>
        <source>This code opens your encryption keys when you have forgotten your password, or got a new one. It is shown only now; one that you had before is void. Keep it on paper, away from this computer.</source>
        <translation>Dieser Code öffnet Ihre Schlüssel, wenn Sie Ihr Passwort vergessen oder ein neues bekommen haben. Er wird nur jetzt gezeigt; ein früherer ist ungültig. Verwahren Sie ihn auf Papier, nicht bei diesem Computer.</translation>
    </message>
    <message>
        <source>I know that what was granted to me has to be granted again by somebody who holds the key</source>
        <translation>Mir ist klar, dass mir alles von jemandem, der den Schlüssel innehat, erneut freigegeben werden muss</translation>
    </message>
    <message>
        <source>Key passphrase</source>
        <translation>Schlüsselsatz</translation>
    </message>
    <message>
        <source>Key passphrase again</source>
        <translation>Schlüsselsatz noch einmal</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Your encryption keys are locked. Enter your key passphrase to open them.</source>
        <translation>Ihre Schlüssel sind gesperrt. Geben Sie Ihren Schlüsselsatz ein, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>Your encryption keys are locked. Enter your password to open them.</source>
        <translation>Ihre Schlüssel sind gesperrt. Geben Sie Ihr Passwort ein, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>Encrypted recordings can be granted to you as soon as you have keys. You sign in elsewhere, so they get a passphrase of their own. It never leaves this computer: nobody can give you another one.</source>
        <translation>Verschlüsselte Aufzeichnungen können Ihnen freigegeben werden, sobald Sie Schlüssel haben. Sie melden sich anderswo an, darum bekommen sie einen eigenen Schlüsselsatz. Er verlässt diesen Computer nie: Niemand kann Ihnen einen anderen geben.</translation>
    </message>
    <message>
        <source>Your recovery code opens the keys without the passphrase. Choose a new one.</source>
        <translation>Ihr Wiederherstellungscode öffnet die Schlüssel ohne den Schlüsselsatz. Wählen Sie einen neuen.</translation>
    </message>
    <message>
        <source>Your new password does not open your encryption keys. Your recovery code does, or the password that you had before, for 90 days.</source>
        <translation>Ihr neues Passwort öffnet Ihre Schlüssel nicht. Ihr Wiederherstellungscode tut es, oder 90 Tage lang das Passwort, das Sie vorher hatten.</translation>
    </message>
    <message>
        <source>You get new keys. The present ones, and what was granted to them, are not opened any more.</source>
        <translation>Sie bekommen neue Schlüssel. Die jetzigen, und was ihnen freigegeben wurde, werden nicht mehr geöffnet.</translation>
    </message>
    <message>
        <source>You have no encryption keys yet. They are made when you sign in with your password: sign out, then sign in again.</source>
        <translation>Sie haben noch keine Schlüssel. Sie entstehen, wenn Sie sich mit Ihrem Passwort anmelden: Melden Sie sich ab und wieder an.</translation>
    </message>
    <message>
        <source>Make keys</source>
        <translation>Schlüssel erzeugen</translation>
    </message>
    <message>
        <source>Make new keys</source>
        <translation>Neue Schlüssel erzeugen</translation>
    </message>
    <message>
        <source>Or the password before</source>
        <translation>Oder das Passwort davor</translation>
    </message>
    <message>
        <source>Use the recovery code…</source>
        <translation>Wiederherstellungscode verwenden …</translation>
    </message>
    <message>
        <source>I have neither…</source>
        <translation>Ich habe keines von beiden …</translation>
    </message>
    <message>
        <source>Enter the recovery code, or the password before.</source>
        <translation>Geben Sie den Wiederherstellungscode oder das Passwort davor ein.</translation>
    </message>
    <message>
        <source>Tick the box first.</source>
        <translation>Setzen Sie zuerst das Häkchen.</translation>
    </message>
    <message numerus="yes">
        <source>It needs at least %n characters.</source>
        <translation>
            <numerusform>Es braucht mindestens %n Zeichen.</numerusform>
            <numerusform>Es braucht mindestens %n Zeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>open the keys</source>
        <translation>die Schlüssel öffnen</translation>
    </message>
    <message>
        <source>This does not open your keys.</source>
        <translation>Das öffnet Ihre Schlüssel nicht.</translation>
    </message>
    <message>
        <source>This is not a recovery code: it has 32 letters and digits.</source>
        <translation>Das ist kein Wiederherstellungscode: Er hat 32 Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>The password before is of no use for these keys. Use the recovery code.</source>
        <translation>Das Passwort davor hilft bei diesen Schlüsseln nicht. Verwenden Sie den Wiederherstellungscode.</translation>
    </message>
    <message>
        <source>You have keys that are in use. An administrator has to reset your password first.</source>
        <translation>Sie haben Schlüssel, die in Gebrauch sind. Ein Administrator muss zuerst Ihr Passwort zurücksetzen.</translation>
    </message>
    <message>
        <source>Screen recording seats in use</source>
        <translation>Belegte Plätze für Bildschirmaufzeichnung</translation>
    </message>
    <message>
        <source>Evaluation seats in use</source>
        <translation>Belegte Plätze für Bewertung</translation>
    </message>
    <message>
        <source>Live monitoring seats in use</source>
        <translation>Belegte Plätze für Live-Überwachung</translation>
    </message>
    <message>
        <source>Storage limit used, per cent: 80 or more, near the limit</source>
        <translation>Speichergrenze genutzt, in Prozent: 80 oder mehr, nahe der Grenze</translation>
    </message>
    <message>
        <source>Storage limit used, per cent: 90 or more, almost full</source>
        <translation>Speichergrenze genutzt, in Prozent: 90 oder mehr, fast voll</translation>
    </message>
    <message>
        <source>Tenants at 80% or more of a storage limit, at least one at 90% or more</source>
        <translation>Mandanten bei 80 % oder mehr einer Speichergrenze, davon mindestens einer bei 90 % oder mehr</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Download calls: encrypted ones stay encrypted</source>
        <translation>Anrufe herunterladen: Verschlüsselte bleiben verschlüsselt</translation>
    </message>
    <message>
        <source>ZIP archives (*.zip)</source>
        <translation>ZIP-Archive (*.zip)</translation>
    </message>
    <message>
        <source>start the trial</source>
        <translation>den Probelauf starten</translation>
    </message>
    <message>
        <source>remove recordings</source>
        <translation>Aufzeichnungen entfernen</translation>
    </message>
    <message>
        <source>Remove what is beyond the limits</source>
        <translation>Entfernen, was über den Grenzen liegt</translation>
    </message>
    <message>
        <source>The oldest recordings of each tenant that is beyond its limits are removed for good, from this system and from storage targets. Recordings on hold, those being recorded and those on their way to a storage target stay. A trial says before what would go.</source>
        <translation>Die ältesten Aufzeichnungen jedes Mandanten, der über seinen Grenzen liegt, werden endgültig entfernt, aus diesem System und von den Speicherzielen. Aufgehobene Aufzeichnungen, laufende und solche auf dem Weg zu einem Speicherziel bleiben. Ein Probelauf sagt vorher, was wegfiele.</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Endgültig entfernen</translation>
    </message>
    <message>
        <source>Trial</source>
        <comment>a run that changes nothing and says what would go</comment>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>Remove now</source>
        <translation>Jetzt entfernen</translation>
    </message>
    <message>
        <source>Enforcement</source>
        <translation>Durchsetzung</translation>
    </message>
    <message>
        <source>Remove the oldest recordings beyond the limits each hour</source>
        <translation>Jede Stunde die ältesten Aufzeichnungen über den Grenzen entfernen</translation>
    </message>
    <message>
        <source>The limits of these tenants are tighter than in the last trial: nothing of them is removed before there was another one.</source>
        <translation>Die Grenzen dieser Mandanten sind enger als beim letzten Probelauf: Von ihnen wird nichts entfernt, bevor es einen neuen gab.</translation>
    </message>
    <message>
        <source>A trial is needed for</source>
        <translation>Ein Probelauf fehlt für</translation>
    </message>
    <message>
        <source>It can be switched on within 24 hours after a trial, which says what would be removed. Recordings on hold stay.</source>
        <translation>Kann innerhalb von 24 Stunden nach einem Probelauf eingeschaltet werden, der sagt, was entfernt würde. Aufgehobene Aufzeichnungen bleiben.</translation>
    </message>
    <message>
        <source>Without it limits only warn: at 80% and at 90%, by mail, here and on the dashboard.</source>
        <translation>Ohne sie warnen Grenzen nur: bei 80 % und bei 90 %, per E-Mail, hier und auf der Übersicht.</translation>
    </message>
    <message>
        <source>load the enforcement of limits</source>
        <translation>die Durchsetzung der Grenzen laden</translation>
    </message>
    <message>
        <source>save the enforcement of limits</source>
        <translation>die Durchsetzung der Grenzen speichern</translation>
    </message>
    <message>
        <source>Enforcement of limits saved</source>
        <translation>Durchsetzung der Grenzen gespeichert</translation>
    </message>
    <message>
        <source>%1%: limit reached</source>
        <comment>of a storage limit</comment>
        <translation>%1 %: Grenze erreicht</translation>
    </message>
    <message>
        <source>%1%: almost full</source>
        <comment>of a storage limit</comment>
        <translation>%1 %: fast voll</translation>
    </message>
    <message>
        <source>%1%: near the limit</source>
        <comment>of a storage limit</comment>
        <translation>%1 %: nahe der Grenze</translation>
    </message>
    <message>
        <source>Usage info is updated less than a minute ago.</source>
        <translation>Die Nutzung wurde vor weniger als einer Minute aktualisiert.</translation>
    </message>
    <message numerus="yes">
        <source>Usage info is updated %n minute(s) ago.</source>
        <translation>
            <numerusform>Die Nutzung wurde vor %n Minute aktualisiert.</numerusform>
            <numerusform>Die Nutzung wurde vor %n Minuten aktualisiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Files are removed from the old place only after the new one was seen to hold them. What is still on its way to the old place goes to the new one instead.</source>
        <translation>Am alten Ort werden Dateien erst entfernt, wenn feststeht, dass der neue sie hat. Was noch zum alten Ort unterwegs ist, geht stattdessen zum neuen.</translation>
    </message>
    <message>
        <source>Leave empty for the files of all tenants.</source>
        <translation>Leer lassen für die Dateien aller Mandanten.</translation>
    </message>
    <message>
        <source>Calls from</source>
        <translation>Anrufe ab</translation>
    </message>
    <message>
        <source>From this day</source>
        <translation>Ab diesem Tag</translation>
    </message>
    <message>
        <source>Calls till</source>
        <translation>Anrufe bis</translation>
    </message>
    <message>
        <source>Till this day</source>
        <translation>Bis zu diesem Tag</translation>
    </message>
    <message>
        <source>This day is before the first one.</source>
        <translation>Dieser Tag liegt vor dem ersten.</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>Only count what would be moved</source>
        <translation>Nur zählen, was umziehen würde</translation>
    </message>
    <message>
        <source>Move Files from «%1»</source>
        <translation>Dateien von «%1» verschieben</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>move the files</source>
        <translation>die Dateien verschieben</translation>
    </message>
    <message>
        <source>Files of this target are being moved already.</source>
        <translation>Dateien dieses Ziels werden bereits verschoben.</translation>
    </message>
    <message>
        <source>kept – type to replace it</source>
        <comment>a stored password</comment>
        <translation>bleibt – zum Ersetzen eingeben</translation>
    </message>
    <message>
        <source>It can be changed as long as no files are there or on their way. What only the other type has, its password too, has to be entered then.</source>
        <translation>Er lässt sich ändern, solange dort keine Dateien liegen und keine auf dem Weg sind. Was nur der andere Typ hat, auch sein Passwort, ist dann einzugeben.</translation>
    </message>
    <message>
        <source>Leave empty for a target of the whole system, which the system&apos;s storage rules name. It cannot be changed afterwards.</source>
        <translation>Leer lassen für ein Ziel des ganzen Systems, das die Speicherregeln des Systems nennen. Danach nicht mehr änderbar.</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Confirm a password</source>
        <translation>Passwort bestätigen</translation>
    </message>
    <message>
        <source>The two passwords are not the same.</source>
        <translation>Die beiden Passwörter sind nicht gleich.</translation>
    </message>
    <message>
        <source>With an SSH key: the password of the key. With another server it has to be given again.</source>
        <translation>Mit einem SSH-Schlüssel: das Passwort des Schlüssels. Bei einem anderen Server ist es erneut anzugeben.</translation>
    </message>
    <message>
        <source>SSH key</source>
        <translation>SSH-Schlüssel</translation>
    </message>
    <message>
        <source>A private key, PEM or OpenSSH. Leave empty to sign in with the password.</source>
        <translation>Ein privater Schlüssel, PEM oder OpenSSH. Leer lassen, um sich mit dem Passwort anzumelden.</translation>
    </message>
    <message>
        <source>Fingerprint of the server&apos;s key, %1. Test the connection to see it; only a server that shows this key is believed.</source>
        <translation>Fingerabdruck des Serverschlüssels, %1. Testen Sie die Verbindung, um ihn zu sehen; geglaubt wird nur einem Server, der diesen Schlüssel zeigt.</translation>
    </message>
    <message>
        <source>Require TLS Encryption (FTPS)</source>
        <translation>TLS-Verschlüsselung verlangen (FTPS)</translation>
    </message>
    <message>
        <source>Without it the password and the recordings cross the network in the clear.</source>
        <translation>Ohne sie gehen Passwort und Aufzeichnungen im Klartext durch das Netz.</translation>
    </message>
    <message>
        <source>Implicit TLS</source>
        <translation>Implizites TLS</translation>
    </message>
    <message>
        <source>Require implicit TLS connection</source>
        <translation>Implizite TLS-Verbindung verlangen</translation>
    </message>
    <message>
        <source>Explicit TLS connection shares the normal FTP port (21 by default), implicit TLS connection uses port 990 by default.</source>
        <translation>Eine explizite TLS-Verbindung teilt sich den normalen FTP-Port (üblich 21), eine implizite verwendet üblicherweise Port 990.</translation>
    </message>
    <message>
        <source>S3 Endpoint URL</source>
        <translation>S3-Endpunkt-URL</translation>
    </message>
    <message>
        <source>S3 endpoint URL (default: %1). Leave empty to use a default value</source>
        <translation>S3-Endpunkt-URL (üblich: %1). Leer lassen für den üblichen Wert</translation>
    </message>
    <message>
        <source>This attribute is optional when using IAM Role for EC2 Instance</source>
        <translation>Freiwillig, wenn eine IAM-Rolle der EC2-Instanz verwendet wird</translation>
    </message>
    <message>
        <source>S3 Bucket</source>
        <translation>S3-Bucket</translation>
    </message>
    <message>
        <source>AMAZON S3 SETTINGS</source>
        <translation>EINSTELLUNGEN FÜR AMAZON S3</translation>
    </message>
    <message>
        <source>AWS Access Key ID</source>
        <translation>AWS-Zugriffsschlüssel-ID</translation>
    </message>
    <message>
        <source>AWS Secret Access Key</source>
        <translation>Geheimer AWS-Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Amazon AWS region. Leave empty to use a default value</source>
        <translation>Amazon-AWS-Region. Leer lassen für den üblichen Wert</translation>
    </message>
    <message>
        <source>AWS Signature Version</source>
        <translation>AWS-Signaturversion</translation>
    </message>
    <message>
        <source>Version 2</source>
        <translation>Version 2</translation>
    </message>
    <message>
        <source>Version 4</source>
        <translation>Version 4</translation>
    </message>
    <message>
        <source>The bucket is a part of the host&apos;s name</source>
        <translation>Der Bucket ist ein Teil des Hostnamens</translation>
    </message>
    <message>
        <source>bucket.host/name instead of host/bucket/name</source>
        <translation>bucket.host/name statt host/bucket/name</translation>
    </message>
    <message>
        <source>At rest</source>
        <translation>Ruhende Daten</translation>
    </message>
    <message>
        <source>Use Server-Side Encryption</source>
        <translation>Serverseitige Verschlüsselung verwenden</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Use HTTP Proxy</source>
        <translation>HTTP-Proxy verwenden</translation>
    </message>
    <message>
        <source>HTTP Proxy Host</source>
        <translation>HTTP-Proxy: Host</translation>
    </message>
    <message>
        <source>HTTP Proxy Port</source>
        <translation>HTTP-Proxy: Port</translation>
    </message>
    <message>
        <source>HTTP Proxy User</source>
        <translation>HTTP-Proxy: Benutzer</translation>
    </message>
    <message>
        <source>HTTP Proxy Password</source>
        <translation>HTTP-Proxy: Passwort</translation>
    </message>
    <message>
        <source>Base path</source>
        <translation>Basispfad</translation>
    </message>
    <message>
        <source>Local file system: an absolute path on the recorder&apos;s machine. FTP and SFTP: relative to where the user lands, unless it begins with &quot;/&quot;. S3: what all names begin with.</source>
        <translation>Lokales Dateisystem: ein absoluter Pfad auf dem Rechner des Rekorders. FTP und SFTP: ab dem Ordner, in dem der Benutzer landet, es sei denn, er beginnt mit „/“. S3: womit alle Namen beginnen.</translation>
    </message>
    <message>
        <source>An absolute path begins with &quot;/&quot;.</source>
        <translation>Ein absoluter Pfad beginnt mit „/“.</translation>
    </message>
    <message>
        <source>Atomic POSIX rename</source>
        <translation>Unteilbares POSIX-Umbenennen</translation>
    </message>
    <message>
        <source>Use &apos;posix-rename&apos; extension</source>
        <translation>Erweiterung „posix-rename“ verwenden</translation>
    </message>
    <message>
        <source>Local file system</source>
        <translation>Lokales Dateisystem</translation>
    </message>
    <message>
        <source>kept</source>
        <comment>a password is stored</comment>
        <translation>bleibt</translation>
    </message>
    <message>
        <source>none</source>
        <comment>no password is stored</comment>
        <translation>keiner</translation>
    </message>
    <message>
        <source>System</source>
        <comment>of no tenant</comment>
        <translation>System</translation>
    </message>
    <message>
        <source>the recorder&apos;s own folder</source>
        <translation>der eigene Ordner des Rekorders</translation>
    </message>
    <message>
        <source>TYPE</source>
        <translation>TYP</translation>
    </message>
    <message>
        <source>PLACE</source>
        <translation>ORT</translation>
    </message>
    <message>
        <source>Add Storage Target</source>
        <translation>Speicherziel hinzufügen</translation>
    </message>
    <message>
        <source>Edit Storage Target «%1»</source>
        <translation>Speicherziel «%1» bearbeiten</translation>
    </message>
    <message>
        <source>save the storage target</source>
        <translation>das Speicherziel speichern</translation>
    </message>
    <message>
        <source>load the storage targets</source>
        <translation>die Speicherziele laden</translation>
    </message>
    <message>
        <source>There is no storage target yet: recordings stay in the recorder&apos;s own folder.</source>
        <translation>Es gibt noch kein Speicherziel: Aufzeichnungen bleiben im eigenen Ordner des Rekorders.</translation>
    </message>
    <message>
        <source>Places that finished recordings are sent on to. Storage Rules say which recordings go where.</source>
        <translation>Orte, an die fertige Aufzeichnungen weitergegeben werden. Welche wohin gehen, sagen die Speicherregeln.</translation>
    </message>
    <message>
        <source>Edit Storage Target</source>
        <translation>Speicherziel bearbeiten</translation>
    </message>
    <message>
        <source>Delete Storage Target</source>
        <translation>Speicherziel löschen</translation>
    </message>
    <message>
        <source>delete the storage target</source>
        <translation>das Speicherziel löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n storage targets deleted</source>
        <translation>
            <numerusform>%n Speicherziel gelöscht</numerusform>
            <numerusform>%n Speicherziele gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>none is trusted yet: test the connection</source>
        <translation>noch wird keinem vertraut: Testen Sie die Verbindung</translation>
    </message>
    <message>
        <source>that of the machine&apos;s role</source>
        <translation>der der Rolle des Rechners</translation>
    </message>
    <message>
        <source>Bucket in the host&apos;s name</source>
        <translation>Bucket im Hostnamen</translation>
    </message>
    <message>
        <source>Server-Side Encryption</source>
        <translation>Serverseitige Verschlüsselung</translation>
    </message>
    <message>
        <source>HTTP Proxy</source>
        <translation>HTTP-Proxy</translation>
    </message>
    <message>
        <source>Storage Target «%1»</source>
        <translation>Speicherziel «%1»</translation>
    </message>
    <message>
        <source>STORAGE TARGET</source>
        <translation>SPEICHERZIEL</translation>
    </message>
    <message>
        <source>LOCAL FILE SYSTEM SETTINGS</source>
        <translation>EINSTELLUNGEN DES LOKALEN DATEISYSTEMS</translation>
    </message>
    <message>
        <source>FTP SETTINGS</source>
        <translation>FTP-EINSTELLUNGEN</translation>
    </message>
    <message>
        <source>SFTP SETTINGS</source>
        <translation>SFTP-EINSTELLUNGEN</translation>
    </message>
    <message>
        <source>Move Files</source>
        <translation>Dateien verschieben</translation>
    </message>
    <message>
        <source>load the storage target</source>
        <translation>das Speicherziel laden</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Trust This Key</source>
        <translation>Diesem Schlüssel vertrauen</translation>
    </message>
    <message>
        <source>Saved. The test was canceled.</source>
        <translation>Gespeichert. Der Test wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The test was canceled.</source>
        <translation>Der Test wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Saved search «%1» deleted</source>
        <translation>Gespeicherte Suche «%1» gelöscht</translation>
    </message>
    <message>
        <source>Check of who holds encryption keys</source>
        <translation>Prüfung, wer Schlüssel hat</translation>
    </message>
    <message>
        <source>The storage target does not take the file, or not whole. It stays where it was.</source>
        <translation>Das Speicherziel nimmt die Datei nicht oder nicht ganz. Sie bleibt, wo sie war.</translation>
    </message>
    <message>
        <source>Fewer than two people can open the key</source>
        <translation>Weniger als zwei Personen können den Schlüssel öffnen</translation>
    </message>
    <message>
        <source>Put into the queue: each recorder takes its files there</source>
        <translation>Eingereiht: Jeder Rekorder bringt seine Dateien dorthin</translation>
    </message>
    <message>
        <source>Was on its way to the old place: goes to the new one instead</source>
        <translation>War zum alten Ort unterwegs: geht stattdessen zum neuen</translation>
    </message>
    <message>
        <source>Files still on their way to the old place: start the move once more</source>
        <translation>Dateien noch immer zum alten Ort unterwegs: Starten Sie das Verschieben noch einmal</translation>
    </message>
    <message>
        <source>In use, and nobody vouches for the key</source>
        <translation>In Gebrauch, und niemand bürgt für den Schlüssel</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>Die Feststelltaste ist an.</translation>
    </message>
    <message>
        <source>The two are the same</source>
        <translation>Beide sind gleich</translation>
    </message>
    <message>
        <source>Not the same yet</source>
        <translation>Noch nicht gleich</translation>
    </message>
    <message>
        <source>Hold calls</source>
        <translation>Anrufe zurückhalten</translation>
    </message>
    <message>
        <source>Put calls under legal hold, see why they are, and release them.</source>
        <translation>Anrufe aus rechtlichen Gründen zurückhalten, den Grund sehen und sie freigeben.</translation>
    </message>
    <message>
        <source>Services with keys</source>
        <translation>Dienste mit Schlüsseln</translation>
    </message>
    <message>
        <source>Bring a key back</source>
        <translation>Einen Schlüssel zurückholen</translation>
    </message>
    <message>
        <source>Put under legal hold</source>
        <translation>Rechtlich zurückhalten</translation>
    </message>
    <message>
        <source>Release from legal hold</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Use keys</source>
        <translation>Schlüssel verwenden</translation>
    </message>
    <message>
        <source>The service did not say that it encrypted the file: use one that does, or switch server-side encryption off.</source>
        <translation>Der Dienst hat nicht bestätigt, dass er die Datei verschlüsselt hat: Nehmen Sie einen, der das tut, oder schalten Sie die serverseitige Verschlüsselung aus.</translation>
    </message>
    <message>
        <source>The connection broke off in the middle: try again, and look at the network.</source>
        <translation>Die Verbindung brach mittendrin ab: Versuchen Sie es noch einmal, und sehen Sie nach dem Netz.</translation>
    </message>
    <message>
        <source>It was canceled before it was sent.</source>
        <translation>Es wurde abgebrochen, bevor es gesendet war.</translation>
    </message>
    <message>
        <source>“%1” is not what the recorder has signed before.</source>
        <extracomment>%1 is the name of a file</extracomment>
        <translation>„%1“ ist nicht das, was der Rekorder früher unterschrieben hat.</translation>
    </message>
    <message>
        <source>View the watermark of the call: it says what differs.</source>
        <translation>Sehen Sie sich das Wasserzeichen des Anrufs an: Es sagt, was abweicht.</translation>
    </message>
    <message>
        <source>It takes a live monitoring seat of the license, and you have none.</source>
        <translation>Dafür braucht es einen Lizenzplatz für das Mithören, und Sie haben keinen.</translation>
    </message>
    <message>
        <source>The key was brought back too often.</source>
        <translation>Der Schlüssel wurde zu oft zurückgeholt.</translation>
    </message>
    <message>
        <source>What a service is granted ends within a year.</source>
        <translation>Was einem Dienst erteilt wird, endet innerhalb eines Jahres.</translation>
    </message>
    <message>
        <source>This service is registered already.</source>
        <translation>Dieser Dienst ist schon angemeldet.</translation>
    </message>
    <message>
        <source>A tenant has 100 services at most: remove some first.</source>
        <translation>Ein Mandant hat höchstens 100 Dienste: Entfernen Sie zuerst einige.</translation>
    </message>
    <message>
        <source>No seat of the license is free.</source>
        <translation>Kein Platz der Lizenz ist frei.</translation>
    </message>
    <message>
        <source>This call is under legal hold: it is not removed.</source>
        <translation>Dieser Anruf wird rechtlich zurückgehalten: Er wird nicht entfernt.</translation>
    </message>
    <message>
        <source>Canceled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Directory «%1» deleted</source>
        <translation>Verzeichnis «%1» gelöscht</translation>
    </message>
    <message>
        <source>Group «%1» deleted</source>
        <translation>Gruppe «%1» gelöscht</translation>
    </message>
    <message>
        <source>%1 is there already, with another content.</source>
        <translation>%1 ist schon da, mit anderem Inhalt.</translation>
    </message>
    <message>
        <source>Folder for manifests, signatures and public keys</source>
        <translation>Ordner für Manifeste, Unterschriften und öffentliche Schlüssel</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) saved.</source>
        <translation>
            <numerusform>%n Datei gespeichert.</numerusform>
            <numerusform>%n Dateien gespeichert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Could not save the manifests. %1</source>
        <translation>Die Manifeste konnten nicht gespeichert werden. %1</translation>
    </message>
    <message>
        <source>load the manifests</source>
        <translation>die Manifeste laden</translation>
    </message>
    <message>
        <source>No day was signed yet: that is done after its end (UTC).</source>
        <translation>Noch kein Tag ist unterschrieben: Das geschieht nach seinem Ende (UTC).</translation>
    </message>
    <message>
        <source>Each day&apos;s finished files with size and SHA-256, signed by the recorder. Each manifest names the one before it. Kept elsewhere, they prove what was recorded; the keys&apos; ids are to be compared with those on the recorders.</source>
        <translation>Die fertigen Dateien jedes Tages mit Größe und SHA-256, vom Rekorder unterschrieben. Jedes Manifest nennt das vorige. Anderswo aufbewahrt, beweisen sie, was aufgezeichnet wurde; die Kennungen der Schlüssel sind mit denen auf den Rekordern zu vergleichen.</translation>
    </message>
    <message>
        <source>Select a tenant: manifests are the tenants&apos;.</source>
        <translation>Wählen Sie einen Mandanten: Manifeste gehören Mandanten.</translation>
    </message>
    <message>
        <source>Save all shown</source>
        <translation>Alle gezeigten speichern</translation>
    </message>
    <message>
        <source>Verified</source>
        <comment>a signed manifest</comment>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Chain broken: it names another one before it</source>
        <translation>Kette gebrochen: Es nennt ein anderes als voriges</translation>
    </message>
    <message>
        <source>Chain broken: the one before it is missing</source>
        <translation>Kette gebrochen: Das vorige fehlt</translation>
    </message>
    <message>
        <source>Not as it was signed</source>
        <translation>Nicht wie unterschrieben</translation>
    </message>
    <message>
        <source>Signed with an unknown key</source>
        <translation>Mit einem unbekannten Schlüssel unterschrieben</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>Unlesbar</translation>
    </message>
    <message>
        <source>NUMBER</source>
        <translation>NUMMER</translation>
    </message>
    <message>
        <source>DAY (UTC)</source>
        <translation>TAG (UTC)</translation>
    </message>
    <message>
        <source>FILES</source>
        <translation>DATEIEN</translation>
    </message>
    <message>
        <source>SIGNED</source>
        <translation>UNTERSCHRIEBEN</translation>
    </message>
    <message>
        <source>Provider «%1» deleted</source>
        <translation>Anbieter «%1» gelöscht</translation>
    </message>
    <message>
        <source>Send the link</source>
        <translation>Link senden</translation>
    </message>
    <message>
        <source>Role «%1» deleted</source>
        <translation>Rolle «%1» gelöscht</translation>
    </message>
    <message>
        <source>License seat</source>
        <translation>Lizenzplatz</translation>
    </message>
    <message>
        <source>Tenant «%1» deleted</source>
        <translation>Mandant «%1» gelöscht</translation>
    </message>
    <message>
        <source>User «%1» deleted</source>
        <translation>Benutzer «%1» gelöscht</translation>
    </message>
    <message>
        <source>Legal hold since %1 by %2: %3</source>
        <extracomment>a moment, a person, why</extracomment>
        <translation>Rechtlich zurückgehalten seit %1 von %2: %3</translation>
    </message>
    <message>
        <source>The encrypted file is the recording of another call. Nothing was saved.</source>
        <translation>Die verschlüsselte Datei ist die Aufzeichnung eines anderen Anrufs. Nichts wurde gespeichert.</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) put under legal hold.</source>
        <translation>
            <numerusform>%n Anruf wird zurückgehalten.</numerusform>
            <numerusform>%n Anrufe werden zurückgehalten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) released from legal hold.</source>
        <translation>
            <numerusform>%n Anruf freigegeben.</numerusform>
            <numerusform>%n Anrufe freigegeben.</numerusform>
        </translation>
    </message>
    <message>
        <source>put the calls under legal hold</source>
        <translation>die Anrufe zurückhalten</translation>
    </message>
    <message>
        <source>release the calls</source>
        <translation>die Anrufe freigeben</translation>
    </message>
    <message>
        <source>Calls under legal hold are not removed until they are released. The reason is shown on their pages and in the audit log.</source>
        <translation>Rechtlich zurückgehaltene Anrufe werden nicht entfernt, bis sie freigegeben sind. Der Grund steht auf ihren Seiten und im Prüfprotokoll.</translation>
    </message>
    <message>
        <source>Storage limits may remove them from then on. The reason is shown in the audit log.</source>
        <translation>Von da an können Speicherlimits sie entfernen. Der Grund steht im Prüfprotokoll.</translation>
    </message>
    <message numerus="yes">
        <source>Put %n Call(s) under Legal Hold</source>
        <translation>
            <numerusform>%n Anruf rechtlich zurückhalten</numerusform>
            <numerusform>%n Anrufe rechtlich zurückhalten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Release %n Call(s) from Legal Hold</source>
        <translation>
            <numerusform>%n Anruf freigeben</numerusform>
            <numerusform>%n Anrufe freigeben</numerusform>
        </translation>
    </message>
    <message>
        <source>Hold</source>
        <comment>put under legal hold</comment>
        <translation>Zurückhalten</translation>
    </message>
    <message>
        <source>Release</source>
        <comment>from legal hold</comment>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Auto generate key</source>
        <translation>Schlüssel erzeugen</translation>
    </message>
    <message>
        <source>Import key</source>
        <translation>Schlüssel importieren</translation>
    </message>
    <message>
        <source>Public key (PEM format)</source>
        <translation>Öffentlicher Schlüssel (PEM-Format)</translation>
    </message>
    <message>
        <source>Private key (PEM format)</source>
        <translation>Privater Schlüssel (PEM-Format)</translation>
    </message>
    <message>
        <source>When the private key is protected with a password, that password is needed to import it. Without one leave this empty.</source>
        <translation>Ist der private Schlüssel mit einem Passwort geschützt, wird dieses zum Importieren gebraucht. Ohne Passwort bleibt das Feld leer.</translation>
    </message>
    <message>
        <source>%1-bit</source>
        <translation>%1 Bit</translation>
    </message>
    <message>
        <source>Of the old one: %1</source>
        <translation>Vom alten: %1</translation>
    </message>
    <message>
        <source>The tenant has this key already. Import it with its private key to bring it back.</source>
        <translation>Der Mandant hat diesen Schlüssel schon. Importieren Sie ihn mit seinem privaten Teil, um ihn zurückzuholen.</translation>
    </message>
    <message>
        <source>The tenant has this key already, and you hold it.</source>
        <translation>Der Mandant hat diesen Schlüssel schon, und Sie haben ihn.</translation>
    </message>
    <message>
        <source>bring the key back</source>
        <translation>den Schlüssel zurückholen</translation>
    </message>
    <message>
        <source>The key is there already, and is brought back.</source>
        <translation>Den Schlüssel gibt es schon; er wird zurückgeholt.</translation>
    </message>
    <message>
        <source>The key was there already and is brought back: you hold it.</source>
        <translation>Den Schlüssel gab es schon, er ist zurückgeholt: Sie haben ihn.</translation>
    </message>
    <message numerus="yes">
        <source>%n of them could not be granted it: look at the unauthorized users.</source>
        <translation>
            <numerusform>%n davon konnte er nicht erteilt werden: siehe Nicht berechtigte Benutzer.</numerusform>
            <numerusform>%n davon konnte er nicht erteilt werden: siehe Nicht berechtigte Benutzer.</numerusform>
        </translation>
    </message>
    <message>
        <source>The machine shows the same words</source>
        <translation>Die Maschine zeigt dieselben Wörter</translation>
    </message>
    <message>
        <source>Add Service</source>
        <translation>Dienst hinzufügen</translation>
    </message>
    <message>
        <source>A service is a machine that opens recordings without a person: an archiver, a transcriber. Make its keys on that machine with “earshotctl service create”, and paste here what it prints. Afterwards grant it the key.</source>
        <translation>Ein Dienst ist eine Maschine, die Aufzeichnungen ohne einen Menschen öffnet: ein Archiv, eine Abschrift. Machen Sie seine Schlüssel auf dieser Maschine mit „earshotctl service create“, und fügen Sie hier ein, was es ausgibt. Erteilen Sie ihm danach den Schlüssel.</translation>
    </message>
    <message>
        <source>What earshotctl printed</source>
        <translation>Was earshotctl ausgegeben hat</translation>
    </message>
    <message>
        <source>This is not what earshotctl prints.</source>
        <translation>Das ist nicht, was earshotctl ausgibt.</translation>
    </message>
    <message>
        <source>add the service</source>
        <translation>den Dienst hinzufügen</translation>
    </message>
    <message>
        <source>Remove Service</source>
        <translation>Dienst entfernen</translation>
    </message>
    <message>
        <source>The service «%1» loses every key that it was granted. What it has opened already stays there.</source>
        <translation>Der Dienst «%1» verliert jeden Schlüssel, der ihm erteilt wurde. Was er schon geöffnet hat, bleibt dort.</translation>
    </message>
    <message>
        <source>The tenant has this key already: «%1». It is brought back: from now on you hold it, and open what is encrypted with it. Whoever holds it now goes on holding it.</source>
        <translation>Der Mandant hat diesen Schlüssel schon: «%1». Er wird zurückgeholt: Von jetzt an haben Sie ihn und öffnen, was damit verschlüsselt ist. Wer ihn jetzt hat, behält ihn.</translation>
    </message>
    <message>
        <source>You do not have what vouches for the key after it: when it is rotated, an administrator of the tenant has to accept the next one.</source>
        <translation>Ihnen fehlt, womit er für den nächsten Schlüssel bürgt: Wird er gewechselt, muss ein Administrator des Mandanten den nächsten annehmen.</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Export Encrypt Key</source>
        <translation>Schlüssel exportieren</translation>
    </message>
    <message>
        <source>When a password is given, the private key in the file is protected with it.</source>
        <translation>Wird ein Passwort angegeben, ist der private Schlüssel in der Datei damit geschützt.</translation>
    </message>
    <message>
        <source>service</source>
        <comment>a machine</comment>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>They can play everything that is encrypted with «%1», as far as their role lets them. Each of them sees six words of his keys in “My profile”: when they are these, the keys are his. A service shows its own with “earshotctl service show”.</source>
        <translation>Sie können alles abspielen, was mit «%1» verschlüsselt ist, so weit ihre Rolle das zulässt. Jeder sieht unter „Mein Profil“ sechs Wörter seiner Schlüssel: Sind es diese, sind es seine Schlüssel. Ein Dienst zeigt seine mit „earshotctl service show“.</translation>
    </message>
    <message>
        <source>Edit Key</source>
        <translation>Schlüssel bearbeiten</translation>
    </message>
    <message>
        <source>Deactivate «%1»</source>
        <translation>«%1» deaktivieren</translation>
    </message>
    <message>
        <source>Nobody who held the key before vouches for this one: %1 accepted it. Compare its fingerprint with whoever made it. If nobody knows it, activate another key.</source>
        <translation>Niemand, der den vorigen Schlüssel hatte, bürgt für diesen: %1 hat ihn angenommen. Vergleichen Sie seinen Fingerabdruck mit dem, der ihn gemacht hat. Kennt ihn niemand, aktivieren Sie einen anderen.</translation>
    </message>
    <message>
        <source>%1, without a voucher: accepted by %2</source>
        <translation>%1, ohne Bürgen: angenommen von %2</translation>
    </message>
    <message>
        <source>Activated</source>
        <translation>Aktiviert</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Brought back</source>
        <translation>Zurückgeholt</translation>
    </message>
    <message>
        <source>Key saved</source>
        <translation>Schlüssel gespeichert</translation>
    </message>
    <message>
        <source>save the key</source>
        <translation>den Schlüssel speichern</translation>
    </message>
    <message>
        <source>It is needed. %1</source>
        <translation>Er wird gebraucht. %1</translation>
    </message>
    <message>
        <source>Edit configuration</source>
        <translation>Einstellung bearbeiten</translation>
    </message>
    <message>
        <source>Active, not vouched for</source>
        <translation>Aktiv, ohne Bürgen</translation>
    </message>
    <message>
        <source>Not active, not vouched for</source>
        <translation>Nicht aktiv, ohne Bürgen</translation>
    </message>
    <message>
        <source>No recording here is encrypted with it.</source>
        <translation>Keine Aufzeichnung hier ist damit verschlüsselt.</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) can be played only with this key.</source>
        <translation>
            <numerusform>%n Aufzeichnung kann nur mit diesem Schlüssel abgespielt werden.</numerusform>
            <numerusform>%n Aufzeichnungen können nur mit diesem Schlüssel abgespielt werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Authorized</source>
        <translation>Berechtigt</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Add Service…</source>
        <translation>Dienst hinzufügen…</translation>
    </message>
    <message>
        <source>Service «%1» added: grant it the key now</source>
        <translation>Dienst «%1» hinzugefügt: Erteilen Sie ihm jetzt den Schlüssel</translation>
    </message>
    <message>
        <source>Choose one service: users are removed on their own pages.</source>
        <translation>Wählen Sie einen Dienst: Benutzer werden auf ihren eigenen Seiten entfernt.</translation>
    </message>
    <message>
        <source>Service removed</source>
        <translation>Dienst entfernt</translation>
    </message>
    <message>
        <source>remove the service</source>
        <translation>den Dienst entfernen</translation>
    </message>
    <message>
        <source>Search by Text</source>
        <translation>Suche nach Text</translation>
    </message>
    <message>
        <source>What is encrypted with the key that ends in %1 cannot be played any more then, until the present password or a recovery code brings the keys back (for 90 days), or somebody imports an exported copy of the key.</source>
        <extracomment>%1 is the end of a key&apos;s fingerprint</extracomment>
        <translation>Was mit dem Schlüssel verschlüsselt ist, der auf %1 endet, kann dann nicht mehr abgespielt werden, bis das jetzige Passwort oder ein Wiederherstellungscode die Schlüssel zurückbringt (90 Tage lang) oder jemand eine exportierte Kopie des Schlüssels importiert.</translation>
    </message>
    <message>
        <source>You are the only one who can open an encryption key, and a new password does not.</source>
        <translation>Nur Sie können einen Schlüssel öffnen, und ein neues Passwort öffnet ihn nicht.</translation>
    </message>
    <message>
        <source>%1 is the only one who can open an encryption key, and a new password does not.</source>
        <translation>Nur %1 kann einen Schlüssel öffnen, und ein neues Passwort öffnet ihn nicht.</translation>
    </message>
    <message numerus="yes">
        <source>At least %n characters; several unusual words are better than signs.</source>
        <translation>
            <numerusform>Mindestens %n Zeichen; mehrere ungewöhnliche Wörter sind besser als Sonderzeichen.</numerusform>
            <numerusform>Mindestens %n Zeichen; mehrere ungewöhnliche Wörter sind besser als Sonderzeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Canceled before it began</source>
        <translation>Abgebrochen, bevor es begann</translation>
    </message>
    <message>
        <source>%1, legal hold</source>
        <comment>state of a recording</comment>
        <translation>%1, zurückgehalten</translation>
    </message>
    <message>
        <source>Legal hold</source>
        <translation>Zurückhalten</translation>
    </message>
    <message>
        <source>Under legal hold</source>
        <translation>Rechtlich zurückgehalten</translation>
    </message>
    <message>
        <source>Release hold</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Encryption Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Edit File Format Settings</source>
        <translation>Dateiformat bearbeiten</translation>
    </message>
    <message>
        <source>the recording&apos;s own id; put at the end when it is not named</source>
        <translation>die Kennung der Aufzeichnung; steht am Ende, wenn sie nicht genannt ist</translation>
    </message>
    <message>
        <source>the call&apos;s id in the phone system</source>
        <translation>die Kennung des Anrufs in der Telefonanlage</translation>
    </message>
    <message>
        <source>when the call began, in the tenant&apos;s time zone</source>
        <translation>wann der Anruf begann, in der Zeitzone des Mandanten</translation>
    </message>
    <message>
        <source>when it ended</source>
        <translation>wann er endete</translation>
    </message>
    <message>
        <source>how long it was, in seconds</source>
        <translation>wie lange er war, in Sekunden</translation>
    </message>
    <message>
        <source>name of the tenant</source>
        <translation>Name des Mandanten</translation>
    </message>
    <message>
        <source>name of the user whose call it is</source>
        <translation>Name des Benutzers, dessen Anruf es ist</translation>
    </message>
    <message>
        <source>name of his group</source>
        <translation>Name seiner Gruppe</translation>
    </message>
    <message>
        <source>his extension</source>
        <translation>seine Nebenstelle</translation>
    </message>
    <message>
        <source>number of who called</source>
        <translation>Nummer des Anrufers</translation>
    </message>
    <message>
        <source>name of who called</source>
        <translation>Name des Anrufers</translation>
    </message>
    <message>
        <source>number of who was called</source>
        <translation>Nummer des Angerufenen</translation>
    </message>
    <message>
        <source>name of who was called</source>
        <translation>Name des Angerufenen</translation>
    </message>
    <message>
        <source>incoming, outgoing or internal</source>
        <translation>incoming, outgoing oder internal (eingehend, ausgehend, intern)</translation>
    </message>
    <message>
        <source>name of the recorder</source>
        <translation>Name des Rekorders</translation>
    </message>
    <message>
        <source>Parameters. Times may say what to show of them: %1.</source>
        <translation>Parameter. Zeiten können sagen, was von ihnen gezeigt wird: %1.</translation>
    </message>
    <message>
        <source>Where recordings are encrypted, their names end with “.cms” as well.</source>
        <translation>Wo Aufzeichnungen verschlüsselt werden, enden ihre Namen außerdem auf „.cms“.</translation>
    </message>
    <message>
        <source>Storage Limits: Enabled. The oldest recordings beyond a limit are removed; those on hold stay.</source>
        <translation>Speicherlimits: durchgesetzt. Die ältesten Aufzeichnungen jenseits eines Limits werden entfernt; zurückgehaltene bleiben.</translation>
    </message>
    <message>
        <source>Storage Limits: Not enforced. They warn, and nothing is removed because of them.</source>
        <translation>Speicherlimits: nicht durchgesetzt. Sie warnen, und ihretwegen wird nichts entfernt.</translation>
    </message>
    <message>
        <source>Each recorder takes the files of its own folder there in the background, and removes its copy after the new place was seen to hold the file.</source>
        <translation>Jeder Rekorder bringt die Dateien seines eigenen Ordners im Hintergrund dorthin und entfernt seine Kopie, nachdem der neue Ort die Datei nachweislich hat.</translation>
    </message>
    <message>
        <source>Not tested</source>
        <comment>a storage target, as it is now</comment>
        <translation>Nicht getestet</translation>
    </message>
    <message>
        <source>Passed, %1</source>
        <comment>the last test of a storage target, and when</comment>
        <translation>Bestanden, %1</translation>
    </message>
    <message>
        <source>Failed at %1, %2</source>
        <extracomment>step of a test, when</extracomment>
        <translation>Gescheitert bei %1, %2</translation>
    </message>
    <message>
        <source>LAST TEST</source>
        <translation>LETZTER TEST</translation>
    </message>
    <message>
        <source>Test a Connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Storage target «%1» deleted</source>
        <translation>Speicherziel «%1» gelöscht</translation>
    </message>
    <message>
        <source>Last test</source>
        <translation>Letzter Test</translation>
    </message>
    <message>
        <source>“%1” was signed by another recorder, of whose key only the database tells.</source>
        <extracomment>%1 is the name of a file</extracomment>
        <translation>„%1“ hat ein anderer Rekorder unterschrieben, von dessen Schlüssel nur die Datenbank weiß.</translation>
    </message>
    <message>
        <source>Its administrator can add that key to the file signing-keys.pem of this recorder.</source>
        <translation>Sein Administrator kann diesen Schlüssel in die Datei signing-keys.pem dieses Rekorders eintragen.</translation>
    </message>
    <message>
        <source>Signed by another recorder, of whose key only the database tells</source>
        <translation>Von einem anderen Rekorder unterschrieben, von dessen Schlüssel nur die Datenbank weiß</translation>
    </message>
    <message>
        <source>Key «%1» deleted</source>
        <translation>Schlüssel «%1» gelöscht</translation>
    </message>
    <message>
        <source>The keys were made for somebody else.</source>
        <translation>Die Schlüssel wurden für jemand anderen gemacht.</translation>
    </message>
    <message>
        <source>Several tenants have a service of this id: select the tenant first.</source>
        <translation>Mehrere Mandanten haben einen Dienst mit dieser Kennung: Wählen Sie zuerst den Mandanten.</translation>
    </message>
    <message>
        <source>View ledger</source>
        <translation>Anrufbuch einsehen</translation>
    </message>
    <message>
        <source>See every call that was answered, and what became of it.</source>
        <translation>Jeden angenommenen Anruf sehen und was aus ihm wurde.</translation>
    </message>
    <message>
        <source>See the recorder&apos;s health and its log.</source>
        <translation>Den Zustand des Rekorders und sein Protokoll sehen.</translation>
    </message>
    <message>
        <source>This is in or above a folder of the recorder itself, where calls are recorded first: choose another folder.</source>
        <translation>Das liegt in oder über einem Ordner des Rekorders selbst, in dem Anrufe zuerst aufgezeichnet werden: Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The folder is empty and is not the one that has the files of this target: mount what belongs there. When it is to begin anew there, test the saved target.</source>
        <translation>Der Ordner ist leer und nicht der, der die Dateien dieses Ziels hat: Hängen Sie ein, was dorthin gehört. Soll dort neu begonnen werden, testen Sie das gespeicherte Ziel.</translation>
    </message>
    <message>
        <source>The key of this recording was revoked from you.</source>
        <translation>Der Schlüssel dieser Aufzeichnung wurde Ihnen entzogen.</translation>
    </message>
    <message>
        <source>Ask somebody who holds the key to grant it to you again.</source>
        <translation>Bitten Sie jemanden, der den Schlüssel innehat, ihn Ihnen erneut freizugeben.</translation>
    </message>
    <message>
        <source>Users who could not keep this role: %L1. Unrestricted is for the people of the system, and they have nothing else. Give those users another role first.</source>
        <extracomment>%L1 is a number; &quot;Unrestricted&quot; is an access scope</extracomment>
        <translation>Benutzer, die diese Rolle nicht behalten könnten: %L1. „Unbeschränkt“ ist für die Leute des Systems, und sie haben nichts anderes. Geben Sie diesen Benutzern erst eine andere Rolle.</translation>
    </message>
    <message>
        <source>Nobody would administer the tenant «%1» any more: make somebody there an administrator by another role first.</source>
        <extracomment>%1 is the name of a tenant</extracomment>
        <translation>Niemand würde den Mandanten «%1» mehr verwalten: Machen Sie dort erst jemanden durch eine andere Rolle zum Administrator.</translation>
    </message>
    <message>
        <source>The role of the user has another access scope by now, which he cannot have.</source>
        <translation>Die Rolle des Benutzers hat inzwischen eine andere Reichweite, die er nicht haben kann.</translation>
    </message>
    <message>
        <source>Search by location, client, system</source>
        <translation>Suche nach Ort, Programm, System</translation>
    </message>
    <message>
        <source>User device</source>
        <translation>Benutzergerät</translation>
    </message>
    <message>
        <source>USER DEVICE</source>
        <translation>BENUTZERGERÄT</translation>
    </message>
    <message>
        <source>First access</source>
        <translation>Erster Zugriff</translation>
    </message>
    <message>
        <source>Last access</source>
        <translation>Letzter Zugriff</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Client</source>
        <comment>program</comment>
        <translation>Programm</translation>
    </message>
    <message>
        <source>System</source>
        <comment>operating system</comment>
        <translation>System</translation>
    </message>
    <message>
        <source>save your profile</source>
        <translation>Ihr Profil speichern</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>Always: two people know it. It works for 24 hours.</source>
        <translation>Immer: Zwei Leute kennen es. Es gilt 24 Stunden.</translation>
    </message>
    <message>
        <source>This password is shown only now. Pass it on in a safe way: it works for 24 hours, and the user chooses another one when signing in.</source>
        <translation>Dieses Passwort wird nur jetzt angezeigt. Geben Sie es auf sicherem Weg weiter: Es gilt 24 Stunden, und der Benutzer wählt bei der Anmeldung ein anderes.</translation>
    </message>
    <message>
        <source>Sign out the others</source>
        <translation>Die anderen abmelden</translation>
    </message>
    <message>
        <source>IP address</source>
        <translation>IP-Adresse</translation>
    </message>
    <message>
        <source>Session start time</source>
        <translation>Beginn der Sitzung</translation>
    </message>
    <message>
        <source>Last action</source>
        <translation>Letzte Aktion</translation>
    </message>
    <message>
        <source>User session</source>
        <translation>Benutzersitzung</translation>
    </message>
    <message>
        <source>USER SESSION</source>
        <translation>BENUTZERSITZUNG</translation>
    </message>
    <message>
        <source>“Default” here is that of each user&apos;s own computer.</source>
        <translation>„Standard“ heißt hier: wie am eigenen Computer des Benutzers.</translation>
    </message>
    <message>
        <source>For tenants whose own setting is “Default”.</source>
        <translation>Für Mandanten, deren eigene Einstellung „Standard“ ist.</translation>
    </message>
    <message>
        <source>For everybody whose user, group and tenant say nothing else.</source>
        <translation>Für alle, deren Benutzer, Gruppe und Mandant nichts anderes sagen.</translation>
    </message>
    <message>
        <source>load the system defaults</source>
        <translation>die Vorgaben des Systems laden</translation>
    </message>
    <message>
        <source>save the system defaults</source>
        <translation>die Vorgaben des Systems speichern</translation>
    </message>
    <message>
        <source>System defaults saved</source>
        <translation>Vorgaben des Systems gespeichert</translation>
    </message>
    <message>
        <source>For users whose own setting and whose group&apos;s are “Default”, and for calls of nobody known. “Default” here is the system&apos;s.</source>
        <translation>Für Benutzer, deren eigene Einstellung und die ihrer Gruppe „Standard“ ist, und für Anrufe von niemand Bekanntem. „Standard“ heißt hier: wie im System.</translation>
    </message>
    <message>
        <source>Of each file manifest.csv names the key that opens it.</source>
        <translation>Zu jeder Datei nennt manifest.csv den Schlüssel, der sie öffnet.</translation>
    </message>
    <message>
        <source>Some were moved to another key in the recorder. That is not in the files: here only the keys above open them, not the other one.</source>
        <translation>Einige wurden im Rekorder auf einen anderen Schlüssel umgestellt. Das steht nicht in den Dateien: Hier öffnen sie nur die Schlüssel oben, nicht der andere.</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were moved to another key. Outside of this system their files and archives still open only with this one: keep its export.</source>
        <translation>
            <numerusform>%n Aufzeichnung wurde auf einen anderen Schlüssel umgestellt. Außerhalb dieses Systems öffnen sich ihre Datei und Archive weiterhin nur mit diesem: Bewahren Sie seinen Export auf.</numerusform>
            <numerusform>%n Aufzeichnungen wurden auf einen anderen Schlüssel umgestellt. Außerhalb dieses Systems öffnen sich ihre Dateien und Archive weiterhin nur mit diesem: Bewahren Sie seinen Export auf.</numerusform>
        </translation>
    </message>
    <message>
        <source>Calls running or being finished</source>
        <translation>Anrufe, die laufen oder fertiggestellt werden</translation>
    </message>
    <message>
        <source>Calls over for more than 10 minutes, still not stored</source>
        <translation>Anrufe, seit mehr als 10 Minuten beendet und noch nicht gespeichert</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Room for recordings</source>
        <translation>Platz für Aufzeichnungen</translation>
    </message>
    <message>
        <source>Finishing of calls</source>
        <translation>Fertigstellung der Anrufe</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <comment>a part of the recorder</comment>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Forwarding of the audit trail</source>
        <translation>Weiterleitung des Protokolls</translation>
    </message>
    <message>
        <source>Uploads to storage targets</source>
        <translation>Hochladen zu Speicherzielen</translation>
    </message>
    <message>
        <source>Signalling of calls</source>
        <translation>Signalisierung der Anrufe</translation>
    </message>
    <message>
        <source>Media of calls</source>
        <translation>Medien der Anrufe</translation>
    </message>
    <message>
        <source>Certificate of the recorder</source>
        <translation>Zertifikat des Rekorders</translation>
    </message>
    <message>
        <source>Good</source>
        <comment>state of a part of the recorder</comment>
        <translation>Gut</translation>
    </message>
    <message>
        <source>In trouble</source>
        <translation>Gestört</translation>
    </message>
    <message>
        <source>load the health of the recorder</source>
        <translation>den Zustand des Rekorders laden</translation>
    </message>
    <message>
        <source>The recorder has not said yet how its parts are.</source>
        <translation>Der Rekorder hat noch nicht gesagt, wie es um seine Teile steht.</translation>
    </message>
    <message>
        <source>What this recorder is made of, and how each part is just now.</source>
        <translation>Woraus dieser Rekorder besteht und wie es um jeden Teil gerade steht.</translation>
    </message>
    <message>
        <source>It holds for all files that are made after it was saved, also those of calls in progress.</source>
        <translation>Es gilt für alle Dateien, die nach dem Speichern entstehen, auch für die laufender Anrufe.</translation>
    </message>
    <message>
        <source>It is too long.</source>
        <translation>Es ist zu lang.</translation>
    </message>
    <message>
        <source>This is one of the first passwords that are tried. Take several unusual words.</source>
        <translation>Dieses Passwort gehört zu den ersten, die ausprobiert werden. Nehmen Sie mehrere ungewöhnliche Wörter.</translation>
    </message>
    <message>
        <source>Add, change and delete users, and assign calls to them.</source>
        <translation>Benutzer anlegen, ändern und löschen und ihnen Anrufe zuordnen.</translation>
    </message>
    <message>
        <source>Assign to a user</source>
        <translation>Einem Benutzer zuordnen</translation>
    </message>
    <message>
        <source>Extension assigned with a call</source>
        <translation>Nebenstelle mit einem Anruf zugeordnet</translation>
    </message>
    <message>
        <source>It belongs to another user.</source>
        <translation>Sie gehört einem anderen Benutzer.</translation>
    </message>
    <message>
        <source>assign the call</source>
        <translation>den Anruf zuordnen</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) assigned to %1.</source>
        <translation>
            <numerusform>%n Anruf wurde %1 zugeordnet.</numerusform>
            <numerusform>%n Anrufe wurden %1 zugeordnet.</numerusform>
        </translation>
    </message>
    <message>
        <source>It is added to the extensions of the user, so that further calls are found.</source>
        <translation>Sie kommt zu den Nebenstellen des Benutzers, damit weitere Anrufe ihn finden.</translation>
    </message>
    <message>
        <source>Assign to User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Similar calls</source>
        <translation>Ähnliche Anrufe</translation>
    </message>
    <message>
        <source>Apply this rule to all similar calls</source>
        <translation>Diese Regel auf alle ähnlichen Anrufe anwenden</translation>
    </message>
    <message>
        <source>To those with the same extension that belong to no user yet.</source>
        <translation>Auf die mit derselben Nebenstelle, die noch keinem Benutzer gehören.</translation>
    </message>
    <message>
        <source>Assign call to user</source>
        <translation>Anruf einem Benutzer zuordnen</translation>
    </message>
    <message>
        <source>None of your calls has been recorded yet.</source>
        <translation>Von Ihren Anrufen wurde noch keiner aufgezeichnet.</translation>
    </message>
    <message>
        <source>Every call belongs to a user.</source>
        <translation>Jeder Anruf gehört einem Benutzer.</translation>
    </message>
    <message>
        <source>Calls whose extensions are nobody&apos;s. Open one to assign it to a user.</source>
        <translation>Anrufe, deren Nebenstellen niemandem gehören. Öffnen Sie einen, um ihn einem Benutzer zuzuordnen.</translation>
    </message>
    <message>
        <source>Group Name</source>
        <translation>Gruppenname</translation>
    </message>
    <message>
        <source>Enter a unique name here</source>
        <translation>Hier einen eindeutigen Namen eingeben</translation>
    </message>
    <message>
        <source>The tenant has no group yet.</source>
        <translation>Der Mandant hat noch keine Gruppe.</translation>
    </message>
    <message>
        <source>The tenant has no user yet.</source>
        <translation>Der Mandant hat noch keinen Benutzer.</translation>
    </message>
    <message>
        <source>Select a user</source>
        <translation>Benutzer wählen</translation>
    </message>
    <message>
        <source>User – Advanced</source>
        <translation>Benutzer – erweitert</translation>
    </message>
    <message>
        <source>User – Basic</source>
        <translation>Benutzer – einfach</translation>
    </message>
    <message>
        <source>Reset Password Type</source>
        <translation>Art des Zurücksetzens</translation>
    </message>
    <message>
        <source>Yes, has a license</source>
        <translation>Ja, hat eine Lizenz</translation>
    </message>
    <message>
        <source>Call recording seat</source>
        <translation>Platz für Gesprächsaufzeichnung</translation>
    </message>
    <message>
        <source>Screen recording seat</source>
        <translation>Platz für Bildschirmaufzeichnung</translation>
    </message>
    <message>
        <source>Evaluation seat</source>
        <translation>Platz für Bewertung</translation>
    </message>
    <message>
        <source>Live monitoring seat</source>
        <translation>Platz zum Mithören</translation>
    </message>
    <message>
        <source>Audio files encryption: Enabled.</source>
        <translation>Verschlüsselung der Tondateien: eingeschaltet.</translation>
    </message>
    <message>
        <source>Audio files encryption: Disabled.</source>
        <translation>Verschlüsselung der Tondateien: ausgeschaltet.</translation>
    </message>
    <message>
        <source>Caution! A tenant may have a setting of its own.</source>
        <translation>Achtung! Ein Mandant kann eine eigene Einstellung haben.</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Active Calls</source>
        <translation>Aktive Anrufe</translation>
    </message>
    <message>
        <source>All Calls</source>
        <translation>Alle Anrufe</translation>
    </message>
    <message>
        <source>File Format</source>
        <translation>Dateiformat</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>Verwaltung</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>User Management</source>
        <translation>Benutzerverwaltung</translation>
    </message>
    <message>
        <source>User Authentication</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Audit Trail</source>
        <translation>Protokollierung</translation>
    </message>
    <message>
        <source>Tenants</source>
        <translation>Mandanten</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>User Sessions</source>
        <translation>Benutzersitzungen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Audit record</source>
        <translation>Protokolleintrag</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>Wartung</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>Mein Profil</translation>
    </message>
    <message>
        <source>Directories</source>
        <translation>Verzeichnisse</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>Verzeichnis</translation>
    </message>
    <message>
        <source>Retention Settings</source>
        <translation>Aufbewahrung einstellen</translation>
    </message>
    <message>
        <source>Recently deleted</source>
        <translation>Kürzlich gelöscht</translation>
    </message>
    <message>
        <source>Retention of deleted items</source>
        <translation>Aufbewahrung von Gelöschtem</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Anrufbuch</translation>
    </message>
    <message>
        <source>System Log</source>
        <translation>Systemprotokoll</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Single Sign-On</source>
        <translation>Single Sign-on</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Storage Rules</source>
        <translation>Speicherregeln</translation>
    </message>
    <message>
        <source>Storage Limits/Usage</source>
        <translation>Speichergrenzen/-nutzung</translation>
    </message>
    <message>
        <source>File Encryption</source>
        <translation>Dateiverschlüsselung</translation>
    </message>
    <message>
        <source>Encryption Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Encrypt Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Enforcement of storage limits</source>
        <translation>Durchsetzung der Speichergrenzen</translation>
    </message>
    <message>
        <source>Storage Targets</source>
        <translation>Speicherziele</translation>
    </message>
    <message>
        <source>Storage Target</source>
        <translation>Speicherziel</translation>
    </message>
    <message>
        <source>Signed Manifests</source>
        <translation>Unterschriebene Manifeste</translation>
    </message>
    <message>
        <source>System defaults</source>
        <translation>Vorgaben des Systems</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>My Calls</source>
        <translation>Meine Anrufe</translation>
    </message>
    <message>
        <source>Not Assigned to Users</source>
        <translation>Keinem Benutzer zugeordnet</translation>
    </message>
</context>
<context>
    <name>console::AssignButton</name>
    <message>
        <source>Assign to user</source>
        <translation>Benutzer zuordnen</translation>
    </message>
    <message>
        <source>You need the permission “%1”.</source>
        <translation>Sie brauchen die Berechtigung „%1“.</translation>
    </message>
    <message>
        <source>Says whose call this is, and gives the user the extension.</source>
        <translation>Sagt, wessen Anruf das ist, und gibt dem Benutzer die Nebenstelle.</translation>
    </message>
    <message>
        <source>Every party of this call that has a number belongs to a user.</source>
        <translation>Jeder Teilnehmer dieses Anrufs, der eine Nummer hat, ist ein Benutzer.</translation>
    </message>
</context>
<context>
    <name>console::BlockGrid</name>
    <message>
        <source>%1: %2</source>
        <comment>label, value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1:</source>
        <comment>label before a value</comment>
        <translation>%1:</translation>
    </message>
</context>
<context>
    <name>console::BreadcrumbBar</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Where you are</source>
        <translation>Wo Sie sind</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
</context>
<context>
    <name>console::CallArchive</name>
    <message numerus="yes">
        <source>Download %n call(s) to %1</source>
        <translation>
            <numerusform>%n Anruf nach %1 herunterladen</numerusform>
            <numerusform>%n Anrufe nach %1 herunterladen</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped; nothing was saved.</source>
        <translation>Angehalten; es wurde nichts gespeichert.</translation>
    </message>
    <message>
        <source>The file that came is not what the recorder had stored.</source>
        <translation>Die Datei, die kam, ist nicht die, die der Recorder gespeichert hatte.</translation>
    </message>
    <message>
        <source>Could not write the file: %1</source>
        <translation>Die Datei konnte nicht geschrieben werden: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) saved</source>
        <translation>
            <numerusform>%n Anruf gespeichert</numerusform>
            <numerusform>%n Anrufe gespeichert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not: %1</source>
        <translation>
            <numerusform>%n nicht: %1</numerusform>
            <numerusform>%n nicht: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>the manifest is not signed: %1</source>
        <translation>das Manifest ist nicht signiert: %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>numbers</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>load the call</source>
        <translation>Anruf laden</translation>
    </message>
    <message>
        <source>No audio is stored with this call.</source>
        <translation>Zu diesem Anruf ist kein Ton gespeichert.</translation>
    </message>
    <message>
        <source>Waiting for the connection</source>
        <translation>Wartet auf die Verbindung</translation>
    </message>
    <message>
        <source>save the call</source>
        <translation>Anruf speichern</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>sign the manifest</source>
        <translation>das Manifest signieren</translation>
    </message>
    <message>
        <source>what the recorder signed is not what was saved.</source>
        <translation>was der Rekorder signierte, ist nicht, was gespeichert wurde.</translation>
    </message>
    <message>
        <source>Nothing was saved. %1</source>
        <translation>Nichts wurde gespeichert. %1</translation>
    </message>
</context>
<context>
    <name>console::CallDownload</name>
    <message>
        <source>Save %1 to %2</source>
        <comment>call, file</comment>
        <translation>%1 nach %2 speichern</translation>
    </message>
    <message>
        <source>Stopped; nothing was saved.</source>
        <translation>Angehalten; es wurde nichts gespeichert.</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Wartet auf den Server</translation>
    </message>
    <message>
        <source>Waiting for the connection</source>
        <translation>Wartet auf die Verbindung</translation>
    </message>
    <message>
        <source>save the call</source>
        <translation>Anruf speichern</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>sizes</comment>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>console::CallView</name>
    <message>
        <source>Loading the recording goes on when the connection is back.</source>
        <translation>Die Aufzeichnung wird weiter geladen, sobald die Verbindung wieder besteht.</translation>
    </message>
    <message>
        <source>No screen recording.</source>
        <translation>Keine Bildschirmaufzeichnung.</translation>
    </message>
    <message>
        <source>Notes on the recording</source>
        <translation>Hinweise zur Aufzeichnung</translation>
    </message>
    <message>
        <source>Save audio file</source>
        <translation>Audiodatei speichern</translation>
    </message>
    <message>
        <source>load the call</source>
        <translation>Anruf laden</translation>
    </message>
    <message>
        <source>This recording is incomplete. %1</source>
        <translation>Diese Aufzeichnung ist unvollständig. %1</translation>
    </message>
    <message>
        <source>You need the permission “%1”.</source>
        <translation>Sie brauchen die Berechtigung „%1“.</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message numerus="yes">
        <source>and %n more gap(s)</source>
        <translation>
            <numerusform>und %n weitere Lücke</numerusform>
            <numerusform>und %n weitere Lücken</numerusform>
        </translation>
    </message>
    <message>
        <source>You need the permission “%1” to hear this call.</source>
        <translation>Sie brauchen die Berechtigung „%1“, um diesen Anruf zu hören.</translation>
    </message>
    <message>
        <source>The recording is still being written.</source>
        <translation>Die Aufzeichnung wird noch geschrieben.</translation>
    </message>
    <message>
        <source>No audio is stored with this call.</source>
        <translation>Zu diesem Anruf ist kein Ton gespeichert.</translation>
    </message>
    <message>
        <source>This recording is too long to be played here. Save the audio file instead.</source>
        <translation>Diese Aufzeichnung ist zu lang, um hier abgespielt zu werden. Speichern Sie stattdessen die Audiodatei.</translation>
    </message>
    <message>
        <source>load the recording</source>
        <translation>Aufzeichnung laden</translation>
    </message>
    <message>
        <source>The recording on the server is not what was stored. It is not played.</source>
        <translation>Die Aufzeichnung auf dem Server ist nicht die, die gespeichert wurde. Sie wird nicht abgespielt.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>There is no waveform for this call.</source>
        <translation>Zu diesem Anruf gibt es keine Wellenform.</translation>
    </message>
    <message>
        <source>Wide view</source>
        <translation>Breite Ansicht</translation>
    </message>
    <message>
        <source>The player alone: without the pages at the side and the details below</source>
        <translation>Nur der Player: ohne die Seiten links und die Angaben darunter</translation>
    </message>
</context>
<context>
    <name>console::CallsDownload</name>
    <message numerus="yes">
        <source>Save %n audio file(s) to %1</source>
        <translation>
            <numerusform>%n Audiodatei in %1 speichern</numerusform>
            <numerusform>%n Audiodateien in %1 speichern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped; %n file(s) saved</source>
        <translation>
            <numerusform>Abgebrochen; %n Datei gespeichert</numerusform>
            <numerusform>Abgebrochen; %n Dateien gespeichert</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for the connection</source>
        <translation>Warten auf die Verbindung</translation>
    </message>
    <message>
        <source>save the call</source>
        <translation>den Anruf speichern</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) saved</source>
        <translation>
            <numerusform>%n Datei gespeichert</numerusform>
            <numerusform>%n Dateien gespeichert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not: %1</source>
        <translation>
            <numerusform>%n nicht: %1</numerusform>
            <numerusform>%n nicht: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>numbers</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>It is encrypted. Choose “Download” to get several encrypted files.</source>
        <translation>Er ist verschlüsselt. Wählen Sie „Herunterladen“, um mehrere verschlüsselte Dateien zu bekommen.</translation>
    </message>
</context>
<context>
    <name>console::CertificateChangedPage</name>
    <message>
        <source>Back to the servers</source>
        <translation>Zurück zu den Servern</translation>
    </message>
    <message>
        <source>The server&apos;s certificate has changed</source>
        <translation>Das Zertifikat des Servers hat sich geändert</translation>
    </message>
    <message>
        <source>“%1” (%2) does not show the certificate that you trusted. Somebody may be between you and the recorder. Nothing was sent, and this console does not connect.

If the administrator has replaced the certificate and confirms the new value, edit the server and forget the stored one.</source>
        <translation>„%1“ (%2) zeigt nicht das Zertifikat, dem Sie vertraut haben. Vielleicht steht jemand zwischen Ihnen und dem Recorder. Es wurde nichts gesendet, und diese Konsole verbindet sich nicht.

Hat der Administrator das Zertifikat ersetzt und bestätigt den neuen Wert, bearbeiten Sie den Server und vergessen Sie das gespeicherte.</translation>
    </message>
    <message>
        <source>Trusted (SHA-256):
%1

Shown now (SHA-256):
%2</source>
        <translation>Vertraut (SHA-256):
%1

Jetzt gezeigt (SHA-256):
%2</translation>
    </message>
</context>
<context>
    <name>console::CertificateDialog</name>
    <message>
        <source>I compared the fingerprint with the one the recorder&apos;s administrator gave me</source>
        <translation>Ich habe den Fingerabdruck mit dem verglichen, den mir der Administrator des Recorders gab</translation>
    </message>
    <message>
        <source>Trust and connect</source>
        <translation>Vertrauen und verbinden</translation>
    </message>
    <message>
        <source>Unknown certificate</source>
        <translation>Unbekanntes Zertifikat</translation>
    </message>
    <message>
        <source>This console has not met this server before. Recorders make their own certificate, so nobody but you can say whether it is the right one. The recorder prints the fingerprint when it starts.</source>
        <translation>Diese Konsole ist diesem Server noch nicht begegnet. Recorder stellen ihr Zertifikat selbst aus, daher können nur Sie sagen, ob es das richtige ist. Der Recorder gibt den Fingerabdruck beim Start aus.</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Issued to</source>
        <translation>Ausgestellt für</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>%1 (itself)</source>
        <translation>%1 (selbst)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Is this your recorder?</source>
        <translation>Ist das Ihr Recorder?</translation>
    </message>
</context>
<context>
    <name>console::ConfidentialButton</name>
    <message>
        <source>Only people with the permission “%1” see and hear a confidential call.</source>
        <translation>Nur wer die Berechtigung „%1“ hat, sieht und hört ein vertrauliches Gespräch.</translation>
    </message>
    <message>
        <source>You need the permission “%1”.</source>
        <translation>Sie brauchen die Berechtigung „%1“.</translation>
    </message>
    <message>
        <source>Not confidential</source>
        <translation>Nicht vertraulich</translation>
    </message>
    <message>
        <source>Mark as confidential</source>
        <translation>Als vertraulich kennzeichnen</translation>
    </message>
    <message>
        <source>open the call to everybody</source>
        <translation>das Gespräch für alle öffnen</translation>
    </message>
    <message>
        <source>mark the call as confidential</source>
        <translation>das Gespräch als vertraulich kennzeichnen</translation>
    </message>
</context>
<context>
    <name>console::ConnectionBanner</name>
    <message>
        <source>Retry now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message numerus="yes">
        <source>Not connected since %1 – retrying in %n s. What is shown may be out of date; what you typed is kept.</source>
        <translation>
            <numerusform>Nicht verbunden seit %1 – neuer Versuch in %n s. Die Anzeige kann veraltet sein; Ihre Eingaben bleiben erhalten.</numerusform>
            <numerusform>Nicht verbunden seit %1 – neuer Versuch in %n s. Die Anzeige kann veraltet sein; Ihre Eingaben bleiben erhalten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not connected since %1 – connecting…</source>
        <translation>Nicht verbunden seit %1 – verbindet …</translation>
    </message>
</context>
<context>
    <name>console::ConnectionQuestions</name>
    <message>
        <source>The certificate could not be stored on this computer, so it is not trusted. %1</source>
        <translation>Das Zertifikat konnte auf diesem Computer nicht gespeichert werden, daher wird ihm nicht vertraut. %1</translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation>PRODUKTION</translation>
    </message>
    <message>
        <source>“%1” is a production server. Change something on it?</source>
        <translation>„%1“ ist ein Produktivserver. Etwas darauf ändern?</translation>
    </message>
    <message>
        <source>You are asked before the first change after connecting, and then no more.</source>
        <translation>Gefragt wird vor der ersten Änderung nach dem Verbinden, danach nicht mehr.</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Do not change</source>
        <translation>Nicht ändern</translation>
    </message>
</context>
<context>
    <name>console::ConnectionStrip</name>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Certificate to be confirmed</source>
        <translation>Zertifikat zu bestätigen</translation>
    </message>
    <message>
        <source>Certificate changed</source>
        <translation>Zertifikat geändert</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation>PRODUKTION</translation>
    </message>
    <message>
        <source>Tasks (Ctrl+J)</source>
        <translation>Aufgaben (Strg+J)</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>Passwort ändern …</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Preferences… (Ctrl+,)</source>
        <translation>Einstellungen … (Strg+,)</translation>
    </message>
    <message>
        <source>Keyboard (F1)</source>
        <translation>Tastatur (F1)</translation>
    </message>
    <message>
        <source>Tasks (%1)</source>
        <translation>Aufgaben (%1)</translation>
    </message>
    <message numerus="yes">
        <source>Tasks, %n running</source>
        <translation>
            <numerusform>Aufgaben, %n läuft</numerusform>
            <numerusform>Aufgaben, %n laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>List of servers</source>
        <translation>Liste der Server</translation>
    </message>
    <message>
        <source>Server %1</source>
        <translation>Server %1</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>User %1</source>
        <translation>Benutzer %1</translation>
    </message>
    <message>
        <source>Exit user impersonation</source>
        <translation>Vertretung beenden</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>Mein Profil</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <extracomment>who is signed in, as whom he looks</extracomment>
        <translation>%1 als %2</translation>
    </message>
</context>
<context>
    <name>console::DiagnosticsOverlay</name>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Output pitch %1 Hz</source>
        <translation>Ausgegebene Tonhöhe %1 Hz</translation>
    </message>
    <message>
        <source>Gain %1 %2</source>
        <comment>party, factor</comment>
        <translation>Verstärkung %1 %2</translation>
    </message>
    <message>
        <source>Buffer %1 ms</source>
        <translation>Puffer %1 ms</translation>
    </message>
    <message>
        <source>Latency %1 ms</source>
        <translation>Verzögerung %1 ms</translation>
    </message>
    <message>
        <source>Underruns %1</source>
        <translation>Aussetzer %1</translation>
    </message>
    <message>
        <source>Output %1</source>
        <comment>name of a sound device</comment>
        <translation>Ausgabe %1</translation>
    </message>
</context>
<context>
    <name>console::EntryPages</name>
    <message>
        <source>Your password is set. Sign in with it.</source>
        <translation>Ihr Passwort ist gesetzt. Melden Sie sich damit an.</translation>
    </message>
</context>
<context>
    <name>console::FieldForm</name>
    <message>
        <source>%1 *</source>
        <translation>%1 *</translation>
    </message>
    <message>
        <source>%1, required</source>
        <translation>%1, erforderlich</translation>
    </message>
</context>
<context>
    <name>console::GoToBox</name>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Name of a page, or the id of a call</source>
        <translation>Name einer Seite oder ID eines Anrufs</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Call %1</source>
        <translation>Anruf %1</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>No page has this name, and it is not the id of a call.</source>
        <translation>Keine Seite heißt so, und es ist keine Anruf-ID.</translation>
    </message>
</context>
<context>
    <name>console::HoldButton</name>
    <message>
        <source>A call under legal hold is not removed, whatever the storage limits say.</source>
        <translation>Ein rechtlich zurückgehaltener Anruf wird nicht entfernt, was auch immer die Speicherlimits sagen.</translation>
    </message>
    <message>
        <source>You need the permission “%1”.</source>
        <translation>Sie brauchen die Berechtigung „%1“.</translation>
    </message>
    <message>
        <source>Release hold</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Legal hold</source>
        <translation>Zurückhalten</translation>
    </message>
</context>
<context>
    <name>console::ImpersonationView</name>
    <message>
        <source>Exit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet …</translation>
    </message>
    <message>
        <source>see what another user sees</source>
        <translation>sehen, was ein anderer Benutzer sieht</translation>
    </message>
    <message>
        <source>You see what another user sees.</source>
        <translation>Sie sehen, was ein anderer Benutzer sieht.</translation>
    </message>
    <message>
        <source>Back to your own rights and to the page that you left</source>
        <translation>Zurück zu Ihren eigenen Rechten und zu der Seite, die Sie verlassen haben</translation>
    </message>
    <message>
        <source>The recorder has ended the impersonation. These are your own rights.</source>
        <translation>Der Recorder hat die Vertretung beendet. Dies sind Ihre eigenen Rechte.</translation>
    </message>
    <message>
        <source>You see what %1 sees.</source>
        <translation>Sie sehen, was %1 sieht.</translation>
    </message>
</context>
<context>
    <name>console::KeyList</name>
    <message>
        <source>Go to a page or a call</source>
        <translation>Zu einer Seite oder einem Anruf gehen</translation>
    </message>
    <message>
        <source>Go to the page&apos;s search field</source>
        <translation>Zum Suchfeld der Seite gehen</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Next, previous part of the window</source>
        <translation>Nächster, voriger Teil des Fensters</translation>
    </message>
    <message>
        <source>Go to the message at the bottom</source>
        <translation>Zur Meldung am unteren Rand gehen</translation>
    </message>
    <message>
        <source>Back, forward</source>
        <translation>Zurück, vorwärts</translation>
    </message>
    <message>
        <source>First page of an area</source>
        <translation>Erste Seite eines Bereichs</translation>
    </message>
    <message>
        <source>Show or hide the tasks</source>
        <translation>Aufgaben zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Copy a link to this page</source>
        <translation>Link zu dieser Seite kopieren</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Undo what the message at the bottom tells</source>
        <translation>Rückgängig machen, was die Meldung unten sagt</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>Neues Fenster</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>What they do</source>
        <translation>Was sie tun</translation>
    </message>
    <message>
        <source>Fold the pages at the side into icons, and back</source>
        <translation>Die Seiten links zu Symbolen falten und zurück</translation>
    </message>
    <message>
        <source>List: open the row</source>
        <translation>Liste: Zeile öffnen</translation>
    </message>
    <message>
        <source>List: select the row</source>
        <translation>Liste: Zeile auswählen</translation>
    </message>
    <message>
        <source>List: select the rows of this page</source>
        <translation>Liste: Zeilen dieser Seite auswählen</translation>
    </message>
    <message>
        <source>List: select everything that matches</source>
        <translation>Liste: alles auswählen, was passt</translation>
    </message>
    <message>
        <source>List: add</source>
        <translation>Liste: hinzufügen</translation>
    </message>
    <message>
        <source>List: edit</source>
        <translation>Liste: bearbeiten</translation>
    </message>
    <message>
        <source>List: delete</source>
        <translation>Liste: löschen</translation>
    </message>
    <message>
        <source>List: menu of the row</source>
        <translation>Liste: Menü der Zeile</translation>
    </message>
    <message>
        <source>Next, previous tab of the page</source>
        <translation>Nächster, voriger Reiter der Seite</translation>
    </message>
    <message>
        <source>Form: save</source>
        <translation>Formular: speichern</translation>
    </message>
    <message>
        <source>Form: close without saving</source>
        <translation>Formular: schließen ohne zu speichern</translation>
    </message>
    <message>
        <source>Player: %1</source>
        <translation>Player: %1</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <comment>first and last of some keys</comment>
        <translation>%1 … %2</translation>
    </message>
</context>
<context>
    <name>console::KeyMapDialog</name>
    <message>
        <source>Keys without Ctrl or Alt act while the player has the focus</source>
        <translation>Tasten ohne Strg oder Alt wirken, solange der Player den Fokus hat</translation>
    </message>
    <message>
        <source>Keys of the player</source>
        <translation>Tasten des Players</translation>
    </message>
    <message>
        <source>Key for %1</source>
        <translation>Taste für %1</translation>
    </message>
    <message>
        <source>List of keys</source>
        <translation>Liste der Tasten</translation>
    </message>
    <message>
        <source>also %1</source>
        <translation>auch %1</translation>
    </message>
    <message>
        <source>%1 is the key for “%2” already.</source>
        <translation>%1 ist schon die Taste für „%2“.</translation>
    </message>
</context>
<context>
    <name>console::LaneControls</name>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>Solo</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>L–R</source>
        <comment>left and right ear</comment>
        <translation>L–R</translation>
    </message>
    <message>
        <source>Mute %1</source>
        <comment>a party</comment>
        <translation>%1 stumm schalten</translation>
    </message>
    <message>
        <source>Solo %1</source>
        <comment>a party</comment>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>Volume of %1</source>
        <comment>a party</comment>
        <translation>Lautstärke von %1</translation>
    </message>
    <message>
        <source>Side of %1, left to right</source>
        <comment>a party</comment>
        <translation>Seite von %1, links bis rechts</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>volume</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>C</source>
        <comment>centre, between the ears</comment>
        <translation>M</translation>
    </message>
    <message>
        <source>L %1</source>
        <comment>left ear</comment>
        <translation>L %1</translation>
    </message>
    <message>
        <source>R %1</source>
        <comment>right ear</comment>
        <translation>R %1</translation>
    </message>
</context>
<context>
    <name>console::LanguageSwitch</name>
    <message>
        <source>The pages are made anew in the other language. If you keep editing, it comes at the next start.</source>
        <translation>Die Seiten werden in der anderen Sprache neu aufgebaut. Wenn Sie weiter bearbeiten, kommt sie beim nächsten Start.</translation>
    </message>
</context>
<context>
    <name>console::MainWindow</name>
    <message>
        <source>connect to %1</source>
        <translation>mit %1 verbinden</translation>
    </message>
    <message>
        <source>This computer has no keychain that could keep the session: you stay signed in until you close the console.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, der die Sitzung bewahren könnte: Sie bleiben angemeldet, bis Sie die Konsole schließen.</translation>
    </message>
    <message>
        <source>Your password was changed.</source>
        <translation>Ihr Passwort wurde geändert.</translation>
    </message>
    <message>
        <source>The link leads to a server that is not in your list. Add it only if you know it.</source>
        <translation>Der Link führt zu einem Server, der nicht in Ihrer Liste steht. Fügen Sie ihn nur hinzu, wenn Sie ihn kennen.</translation>
    </message>
    <message>
        <source>The link to this page was copied.</source>
        <translation>Der Link zu dieser Seite wurde kopiert.</translation>
    </message>
    <message>
        <source>Earshot</source>
        <translation>Earshot</translation>
    </message>
    <message>
        <source>%1 (PRODUCTION) – Earshot</source>
        <translation>%1 (PRODUKTION) – Earshot</translation>
    </message>
    <message>
        <source>%1 – Earshot</source>
        <translation>%1 – Earshot</translation>
    </message>
    <message>
        <source>You are signed in. To set a new password by the link, sign out first.</source>
        <translation>Sie sind angemeldet. Um mit dem Link ein neues Passwort zu setzen, melden Sie sich zuerst ab.</translation>
    </message>
    <message>
        <source>The link to this moment was copied.</source>
        <translation>Der Link zu diesem Augenblick wurde kopiert.</translation>
    </message>
</context>
<context>
    <name>console::NavigationTree</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>console::PasswordField</name>
    <message>
        <source>Show password</source>
        <translation>Passwort zeigen</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>Passwort verbergen</translation>
    </message>
</context>
<context>
    <name>console::PasswordMeter</name>
    <message>
        <source>Common words are tried first.</source>
        <translation>Häufige Wörter werden zuerst versucht.</translation>
    </message>
    <message>
        <source>Your own name or login is tried first.</source>
        <translation>Ihr eigener Name oder Anmeldename wird zuerst versucht.</translation>
    </message>
    <message>
        <source>Repeating adds little.</source>
        <translation>Wiederholungen bringen wenig.</translation>
    </message>
    <message>
        <source>Sequences like abc or 123 are tried first.</source>
        <translation>Folgen wie abc oder 123 werden zuerst versucht.</translation>
    </message>
    <message>
        <source>Rows of keys are tried first.</source>
        <translation>Tastenreihen werden zuerst versucht.</translation>
    </message>
    <message>
        <source>Dates and years are tried first.</source>
        <translation>Daten und Jahreszahlen werden zuerst versucht.</translation>
    </message>
    <message>
        <source>Add more words.</source>
        <translation>Fügen Sie weitere Wörter hinzu.</translation>
    </message>
    <message>
        <source>Very weak</source>
        <translation>Sehr schwach</translation>
    </message>
    <message>
        <source>Weak</source>
        <translation>Schwach</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Stark</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
</context>
<context>
    <name>console::PasswordPage</name>
    <message>
        <source>Change password</source>
        <translation>Passwort ändern</translation>
    </message>
    <message>
        <source>Present password</source>
        <translation>Jetziges Passwort</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Passwort</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>Neues Passwort noch einmal</translation>
    </message>
    <message>
        <source>Your administrator asks you to set a password of your own first. %1</source>
        <translation>Ihr Administrator bittet Sie, zuerst ein eigenes Passwort zu setzen. %1</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Enter the password that you used to sign in.</source>
        <translation>Geben Sie das Passwort ein, mit dem Sie sich angemeldet haben.</translation>
    </message>
    <message>
        <source>It is the present one.</source>
        <translation>Es ist das jetzige.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>This is not your present password.</source>
        <translation>Das ist nicht Ihr jetziges Passwort.</translation>
    </message>
    <message>
        <source>change the password</source>
        <translation>Passwort ändern</translation>
    </message>
    <message>
        <source>Your password is not good enough any more for how you sign in. Choose another one. %1</source>
        <translation>Ihr Passwort genügt für diese Art der Anmeldung nicht mehr. Wählen Sie ein anderes. %1</translation>
    </message>
</context>
<context>
    <name>console::PlayerActions</name>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Play or pause, anywhere on the page</source>
        <translation>Abspielen oder anhalten, überall auf der Seite</translation>
    </message>
    <message>
        <source>Skip silence</source>
        <translation>Stille überspringen</translation>
    </message>
    <message numerus="yes">
        <source>Back %n second(s)</source>
        <translation>
            <numerusform>%n Sekunde zurück</numerusform>
            <numerusform>%n Sekunden zurück</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forward %n second(s)</source>
        <translation>
            <numerusform>%n Sekunde vor</numerusform>
            <numerusform>%n Sekunden vor</numerusform>
        </translation>
    </message>
    <message>
        <source>Previous turn</source>
        <translation>Voriger Redebeitrag</translation>
    </message>
    <message>
        <source>Next turn</source>
        <translation>Nächster Redebeitrag</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Go to time</source>
        <translation>Zu einer Zeit gehen</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Normal or last speed</source>
        <translation>Normales oder letztes Tempo</translation>
    </message>
    <message>
        <source>Loop from here</source>
        <translation>Schleife ab hier</translation>
    </message>
    <message>
        <source>Loop to here</source>
        <translation>Schleife bis hier</translation>
    </message>
    <message>
        <source>Clear the loop</source>
        <translation>Schleife aufheben</translation>
    </message>
    <message>
        <source>Solo agent</source>
        <translation>Nur Agent</translation>
    </message>
    <message>
        <source>Solo customer</source>
        <translation>Nur Kunde</translation>
    </message>
    <message>
        <source>Hear both</source>
        <translation>Beide hören</translation>
    </message>
    <message>
        <source>Mute agent</source>
        <translation>Agent stumm schalten</translation>
    </message>
    <message>
        <source>Mute customer</source>
        <translation>Kunde stumm schalten</translation>
    </message>
    <message>
        <source>Follow the position</source>
        <translation>Der Position folgen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Whole call</source>
        <translation>Ganzer Anruf</translation>
    </message>
    <message>
        <source>Keys of the player</source>
        <translation>Tasten des Players</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Time (for example 1:23.4):</source>
        <translation>Zeit (zum Beispiel 1:23.4):</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>action (key)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Copy a link to this moment</source>
        <translation>Link zu diesem Augenblick kopieren</translation>
    </message>
</context>
<context>
    <name>console::PlayerPanel</name>
    <message>
        <source>This recording holds no sound.</source>
        <translation>Diese Aufzeichnung enthält keinen Ton.</translation>
    </message>
    <message>
        <source>This console cannot play the recording&apos;s format.</source>
        <translation>Diese Konsole kann das Format der Aufzeichnung nicht abspielen.</translation>
    </message>
    <message>
        <source>The sound device does not answer.</source>
        <translation>Das Audiogerät antwortet nicht.</translation>
    </message>
    <message>
        <source>The recording is damaged and cannot be played.</source>
        <translation>Die Aufzeichnung ist beschädigt und kann nicht abgespielt werden.</translation>
    </message>
    <message>
        <source>No sound device: the call runs by the clock, without sound.</source>
        <translation>Kein Audiogerät: Der Anruf läuft nach der Uhr, ohne Ton.</translation>
    </message>
</context>
<context>
    <name>console::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Eng</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Roomy</source>
        <translation>Weit</translation>
    </message>
    <message>
        <source>After 5 minutes</source>
        <translation>Nach 5 Minuten</translation>
    </message>
    <message>
        <source>After 15 minutes</source>
        <translation>Nach 15 Minuten</translation>
    </message>
    <message>
        <source>After 60 minutes</source>
        <translation>Nach 60 Minuten</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Rows of tables</source>
        <translation>Tabellenzeilen</translation>
    </message>
    <message>
        <source>Lock when nobody is there</source>
        <translation>Sperren, wenn niemand da ist</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>As the account or the system</source>
        <translation>Wie das Konto oder das System</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message numerus="yes">
        <source>The last %n second(s)</source>
        <translation>
            <numerusform>Die letzte Sekunde</numerusform>
            <numerusform>Die letzten %n Sekunden</numerusform>
        </translation>
    </message>
    <message>
        <source>After a pause, play again</source>
        <translation>Nach einer Pause noch einmal spielen</translation>
    </message>
</context>
<context>
    <name>console::RedirectListener</name>
    <message>
        <source>Not understood</source>
        <translation>Nicht verstanden</translation>
    </message>
    <message>
        <source>This address is for signing in only.</source>
        <translation>Diese Adresse dient nur der Anmeldung.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Back to Earshot</source>
        <translation>Zurück zu Earshot</translation>
    </message>
    <message>
        <source>You can close this window. The console goes on by itself.</source>
        <translation>Sie können dieses Fenster schließen. Die Konsole macht von selbst weiter.</translation>
    </message>
</context>
<context>
    <name>console::ResetPage</name>
    <message>
        <source>Send me a link</source>
        <translation>Link senden</translation>
    </message>
    <message>
        <source>Back to the sign-in</source>
        <translation>Zurück zur Anmeldung</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldename</translation>
    </message>
    <message>
        <source>Link or code</source>
        <translation>Link oder Code</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Passwort</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>Neues Passwort noch einmal</translation>
    </message>
    <message>
        <source>Forgot password</source>
        <translation>Passwort vergessen</translation>
    </message>
    <message>
        <source>If there is such a login and it has an e-mail address, a link is on its way to it. It is good once, for 15 minutes. Open it, or enter it here.</source>
        <translation>Gibt es diesen Anmeldenamen und hat er eine E-Mail-Adresse, ist ein Link dorthin unterwegs. Er gilt einmal, 15 Minuten lang. Öffnen Sie ihn oder geben Sie ihn hier ein.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Set password</source>
        <translation>Passwort setzen</translation>
    </message>
    <message>
        <source>The recorder sends a link to your e-mail address. Open it, or enter it here.</source>
        <translation>Der Recorder sendet einen Link an Ihre E-Mail-Adresse. Öffnen Sie ihn oder geben Sie ihn hier ein.</translation>
    </message>
    <message>
        <source>A new password for %1. %2</source>
        <translation>Ein neues Passwort für %1. %2</translation>
    </message>
    <message>
        <source>Enter your login.</source>
        <translation>Geben Sie Ihren Anmeldenamen ein.</translation>
    </message>
    <message>
        <source>This is not the link or the code of the e-mail. Copy it as a whole.</source>
        <translation>Das ist nicht der Link oder der Code aus der E-Mail. Kopieren Sie ihn ganz.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>This link is not good any more: it was used, or it is older than 15 minutes. Let another one be sent.</source>
        <translation>Dieser Link gilt nicht mehr: Er wurde benutzt oder ist älter als 15 Minuten. Lassen Sie einen neuen senden.</translation>
    </message>
    <message>
        <source>reset the password</source>
        <translation>das Passwort zurücksetzen</translation>
    </message>
</context>
<context>
    <name>console::RewrapTask</name>
    <message>
        <source>Move the recordings of the key %1</source>
        <translation>Die Aufzeichnungen des Schlüssels %1 umstellen</translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %n file(s) were moved; the rest opens with the key before.</source>
        <translation>
            <numerusform>Angehalten. %n Datei wurde umgestellt; der Rest öffnet sich mit dem Schlüssel davor.</numerusform>
            <numerusform>Angehalten. %n Dateien wurden umgestellt; der Rest öffnet sich mit dem Schlüssel davor.</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Wartet auf den Server</translation>
    </message>
    <message numerus="yes">
        <source>Your keys were locked. %n file(s) were moved; start again to move the rest.</source>
        <translation>
            <numerusform>Ihre Schlüssel wurden gesperrt. %n Datei wurde umgestellt; starten Sie erneut für den Rest.</numerusform>
            <numerusform>Ihre Schlüssel wurden gesperrt. %n Dateien wurden umgestellt; starten Sie erneut für den Rest.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>numbers</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>move the recordings</source>
        <translation>die Aufzeichnungen umstellen</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were moved; start again to move the rest.</source>
        <translation>
            <numerusform>%n Datei wurde umgestellt; starten Sie erneut für den Rest.</numerusform>
            <numerusform>%n Dateien wurden umgestellt; starten Sie erneut für den Rest.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) moved</source>
        <translation>
            <numerusform>%n Datei umgestellt</numerusform>
            <numerusform>%n Dateien umgestellt</numerusform>
        </translation>
    </message>
    <message>
        <source>their storage target does not answer</source>
        <translation>ihr Speicherziel antwortet nicht</translation>
    </message>
    <message>
        <source>they are not where they were stored</source>
        <translation>sie sind nicht da, wo sie gespeichert wurden</translation>
    </message>
    <message>
        <source>they are damaged</source>
        <translation>sie sind beschädigt</translation>
    </message>
    <message numerus="yes">
        <source>%1; %n not: %2. They still open with the key before.</source>
        <extracomment>%1 is &quot;12 file(s) moved&quot;, %2 a reason</extracomment>
        <translation>
            <numerusform>%1; %n nicht: %2. Sie öffnet sich weiter mit dem Schlüssel davor.</numerusform>
            <numerusform>%1; %n nicht: %2. Sie öffnen sich weiter mit dem Schlüssel davor.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::SecondStepPage</name>
    <message>
        <source>This is my computer: do not ask for 30 days</source>
        <translation>Das ist mein Computer: 30 Tage lang nicht fragen</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung</translation>
    </message>
    <message>
        <source>Enter one of the recovery codes that you kept when you set up 2-step verification. Each is good once.</source>
        <translation>Geben Sie einen der Wiederherstellungscodes ein, die Sie beim Einrichten der Zwei-Faktor-Anmeldung aufbewahrt haben. Jeder gilt einmal.</translation>
    </message>
    <message>
        <source>Enter the six digits that your authenticator app shows for %1.</source>
        <translation>Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App für %1 zeigt.</translation>
    </message>
    <message>
        <source>Use the code of the app</source>
        <translation>Code der App verwenden</translation>
    </message>
    <message>
        <source>Use a recovery code</source>
        <translation>Wiederherstellungscode verwenden</translation>
    </message>
    <message>
        <source>Enter a recovery code.</source>
        <translation>Geben Sie einen Wiederherstellungscode ein.</translation>
    </message>
    <message>
        <source>Enter all six digits.</source>
        <translation>Geben Sie alle sechs Ziffern ein.</translation>
    </message>
    <message numerus="yes">
        <source>Too many wrong codes. Try again in %n s.</source>
        <translation>
            <numerusform>Zu viele falsche Codes. Versuchen Sie es in %n s erneut.</numerusform>
            <numerusform>Zu viele falsche Codes. Versuchen Sie es in %n s erneut.</numerusform>
        </translation>
    </message>
    <message>
        <source>Too many wrong codes. Wait five minutes, then try again.</source>
        <translation>Zu viele falsche Codes. Warten Sie fünf Minuten und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>This recovery code is not right, or it was used already.</source>
        <translation>Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt.</translation>
    </message>
    <message>
        <source>The code is not right, or it was used already. Wait for the next one; the clock of your phone must be right.</source>
        <translation>Der Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten; die Uhr Ihres Telefons muss richtig gehen.</translation>
    </message>
</context>
<context>
    <name>console::SecondStepSetupPage</name>
    <message>
        <source>Set up 2-step verification…</source>
        <translation>Zwei-Faktor-Anmeldung einrichten …</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Your role demands 2-step verification: beside your password, a code from an authenticator app on your phone. Set it up to go on.</source>
        <translation>Ihre Rolle verlangt die Zwei-Faktor-Anmeldung: neben Ihrem Passwort einen Code aus einer Authenticator-App auf Ihrem Telefon. Richten Sie sie ein, um fortzufahren.</translation>
    </message>
    <message>
        <source>2-step verification</source>
        <translation>Zwei-Faktor-Anmeldung</translation>
    </message>
</context>
<context>
    <name>console::ServerForm</name>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Another server of the list has this label.</source>
        <translation>Ein anderer Server der Liste hat diese Bezeichnung.</translation>
    </message>
    <message>
        <source>This is not a host name or address. Write it without https:// and without a path.</source>
        <translation>Das ist kein Hostname und keine Adresse. Schreiben Sie es ohne https:// und ohne Pfad.</translation>
    </message>
    <message>
        <source>Enter the recorder&apos;s host name or address.</source>
        <translation>Geben Sie den Hostnamen oder die Adresse des Recorders ein.</translation>
    </message>
    <message>
        <source>This field is required.</source>
        <translation>Dieses Feld ist erforderlich.</translation>
    </message>
    <message>
        <source>Production: show the word PRODUCTION in its windows</source>
        <translation>Produktion: das Wort PRODUKTION in den Fenstern zeigen</translation>
    </message>
    <message>
        <source>Forget the stored certificate</source>
        <translation>Gespeichertes Zertifikat vergessen</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>recorder.example.com</source>
        <translation>recorder.example.com</translation>
    </message>
    <message>
        <source>The host when left empty</source>
        <translation>Leer: der Host</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Add server</source>
        <translation>Server hinzufügen</translation>
    </message>
    <message>
        <source>Edit server</source>
        <translation>Server bearbeiten</translation>
    </message>
    <message>
        <source>Trusted certificate (SHA-256):
%1</source>
        <translation>Vertrautes Zertifikat (SHA-256):
%1</translation>
    </message>
    <message>
        <source>The list of servers could not be saved on this computer. %1</source>
        <translation>Die Liste der Server konnte auf diesem Computer nicht gespeichert werden. %1</translation>
    </message>
    <message>
        <source>Ask before the first change after connecting</source>
        <translation>Vor der ersten Änderung nach dem Verbinden fragen</translation>
    </message>
    <message>
        <source>Color</source>
        <translation>Farbe</translation>
    </message>
</context>
<context>
    <name>console::ServersPage</name>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect in a new window</source>
        <translation>In neuem Fenster verbinden</translation>
    </message>
    <message>
        <source>Add server</source>
        <translation>Server hinzufügen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>%1 (PRODUCTION)</source>
        <translation>%1 (PRODUKTION)</translation>
    </message>
    <message>
        <source>Not yet trusted</source>
        <translation>Noch nicht vertraut</translation>
    </message>
    <message>
        <source>Trusted</source>
        <translation>Vertraut</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Remove server</source>
        <translation>Server entfernen</translation>
    </message>
    <message>
        <source>Remove “%1” from the list? Its trusted certificate is forgotten too.</source>
        <translation>„%1“ aus der Liste entfernen? Das vertraute Zertifikat wird ebenfalls vergessen.</translation>
    </message>
    <message>
        <source>The list of servers could not be saved on this computer. %1</source>
        <translation>Die Liste der Server konnte auf diesem Computer nicht gespeichert werden. %1</translation>
    </message>
</context>
<context>
    <name>console::SignInPage</name>
    <message>
        <source>Stay signed in on this computer</source>
        <translation>Auf diesem Computer angemeldet bleiben</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Back to the servers</source>
        <translation>Zurück zu den Servern</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldename</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>The session is kept in this computer&apos;s keychain, never the password.</source>
        <translation>Im Schlüsselbund dieses Computers wird die Sitzung bewahrt, nie das Passwort.</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Your session has ended. Sign in again to go on; what you typed is kept.</source>
        <translation>Ihre Sitzung ist beendet. Melden Sie sich erneut an, um fortzufahren; Ihre Eingaben bleiben erhalten.</translation>
    </message>
    <message>
        <source>The console is locked. Sign in again to go on; what you typed is kept.</source>
        <translation>Die Konsole ist gesperrt. Melden Sie sich erneut an, um fortzufahren; Ihre Eingaben bleiben erhalten.</translation>
    </message>
    <message>
        <source>Sign in to %1</source>
        <translation>Bei %1 anmelden</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbindet mit %1 …</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Meldet an …</translation>
    </message>
    <message>
        <source>Enter your login.</source>
        <translation>Geben Sie Ihren Anmeldenamen ein.</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>Geben Sie Ihr Passwort ein.</translation>
    </message>
    <message>
        <source>The login or the password is not right.</source>
        <translation>Anmeldename oder Passwort stimmt nicht.</translation>
    </message>
    <message>
        <source>The server asks for a weaker protection of your password than this console accepts. It was not sent. Tell your administrator.</source>
        <translation>Der Server verlangt einen schwächeren Schutz Ihres Passworts, als diese Konsole annimmt. Es wurde nicht gesendet. Sagen Sie es Ihrem Administrator.</translation>
    </message>
    <message>
        <source>Too many people are signing in at this moment. Try again in a few seconds.</source>
        <translation>Im Augenblick melden sich zu viele Personen an. Versuchen Sie es in einigen Sekunden erneut.</translation>
    </message>
    <message>
        <source>sign in</source>
        <translation>anmelden</translation>
    </message>
    <message>
        <source>Forgot password?</source>
        <translation>Passwort vergessen?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>Anmelden mit</translation>
    </message>
    <message>
        <source>Password of this recorder</source>
        <translation>Passwort dieses Recorders</translation>
    </message>
    <message>
        <source>Directory “%1”</source>
        <translation>Verzeichnis „%1“</translation>
    </message>
    <message>
        <source>Sign in with %1</source>
        <translation>Mit %1 anmelden</translation>
    </message>
    <message>
        <source>Opens your browser; this window goes on when you have signed in there.</source>
        <translation>Öffnet Ihren Browser; dieses Fenster macht weiter, wenn Sie sich dort angemeldet haben.</translation>
    </message>
    <message>
        <source>“%1” checks the password itself: it goes to the recorder inside the encrypted connection, and from there to the directory. It is not kept.</source>
        <translation>„%1“ prüft das Passwort selbst: Es geht in der verschlüsselten Verbindung zum Recorder und von dort zum Verzeichnis. Es wird nicht gespeichert.</translation>
    </message>
    <message>
        <source>Sign in in the browser that was opened. This window goes on by itself.</source>
        <translation>Melden Sie sich in dem Browser an, der sich geöffnet hat. Dieses Fenster macht von selbst weiter.</translation>
    </message>
    <message>
        <source>No browser could be opened. Open this address on this computer: %1</source>
        <translation>Es ließ sich kein Browser öffnen. Öffnen Sie diese Adresse auf diesem Computer: %1</translation>
    </message>
    <message>
        <source>Address of the sign-in</source>
        <translation>Adresse der Anmeldung</translation>
    </message>
    <message>
        <source>The time for the code is over. Sign in again.</source>
        <translation>Die Zeit für den Code ist abgelaufen. Melden Sie sich erneut an.</translation>
    </message>
    <message>
        <source>Nobody signed in in the browser within five minutes. Try again.</source>
        <translation>Innerhalb von fünf Minuten hat sich im Browser niemand angemeldet. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>This computer does not let the console wait for the browser&apos;s answer.</source>
        <translation>Dieser Computer lässt die Konsole nicht auf die Antwort des Browsers warten.</translation>
    </message>
    <message numerus="yes">
        <source>Too many attempts. Try again in %n s.</source>
        <translation>
            <numerusform>Zu viele Versuche. Versuchen Sie es in %n s erneut.</numerusform>
            <numerusform>Zu viele Versuche. Versuchen Sie es in %n s erneut.</numerusform>
        </translation>
    </message>
    <message>
        <source>The sign-in in the browser did not succeed, or nobody here belongs to it. Try again, or ask your administrator.</source>
        <translation>Die Anmeldung im Browser ist nicht gelungen, oder niemand hier gehört zu ihr. Versuchen Sie es erneut oder fragen Sie Ihren Administrator.</translation>
    </message>
    <message>
        <source>The time for the sign-in in the browser is over. Try again.</source>
        <translation>Die Zeit für die Anmeldung im Browser ist abgelaufen. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The provider that you sign in with does not answer the recorder. Try again later, or ask your administrator.</source>
        <translation>Der Anbieter, bei dem Sie sich anmelden, antwortet dem Recorder nicht. Versuchen Sie es später erneut oder fragen Sie Ihren Administrator.</translation>
    </message>
</context>
<context>
    <name>console::SilencePopup</name>
    <message>
        <source>What counts as silence</source>
        <translation>Was als Stille gilt</translation>
    </message>
    <message>
        <source> dB</source>
        <comment>unit after a number</comment>
        <translation> dB</translation>
    </message>
    <message>
        <source> s</source>
        <comment>unit after a number</comment>
        <translation> s</translation>
    </message>
    <message>
        <source> ms</source>
        <comment>unit after a number</comment>
        <translation> ms</translation>
    </message>
    <message>
        <source>Quieter than:</source>
        <translation>Leiser als:</translation>
    </message>
    <message>
        <source>For at least:</source>
        <translation>Mindestens:</translation>
    </message>
    <message>
        <source>Keep at each end:</source>
        <translation>An jedem Ende behalten:</translation>
    </message>
</context>
<context>
    <name>console::TalkBars</name>
    <message>
        <source>Talk time</source>
        <translation>Redezeit</translation>
    </message>
    <message>
        <source>Longest turn %1 (%2)</source>
        <translation>Längster Beitrag %1 (%2)</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>Talk-over</source>
        <translation>Gleichzeitig</translation>
    </message>
    <message>
        <source>%1 %2 %</source>
        <comment>party, part of the call</comment>
        <translation>%1 %2 %</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>part of the call</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>A click on a bar goes to where it is next.</source>
        <translation>Ein Klick auf einen Balken springt dorthin, wo er als Nächstes ist.</translation>
    </message>
</context>
<context>
    <name>console::TaskModel</name>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>Vergangen</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>Gestartet von</translation>
    </message>
</context>
<context>
    <name>console::TasksDock</name>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove all finished</source>
        <translation>Alle fertigen entfernen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Hide tasks</source>
        <translation>Aufgaben verbergen</translation>
    </message>
    <message>
        <source>Hide tasks (Ctrl+J)</source>
        <translation>Aufgaben verbergen (Strg+J)</translation>
    </message>
    <message>
        <source>Nothing is running. Downloads, exports and jobs of the recorder are listed here.</source>
        <translation>Es läuft nichts. Downloads, Exporte und Aufträge des Recorders werden hier aufgeführt.</translation>
    </message>
</context>
<context>
    <name>console::Transport</name>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Speed; the pitch is kept</source>
        <translation>Tempo; die Tonhöhe bleibt</translation>
    </message>
    <message>
        <source>What counts as silence</source>
        <translation>Was als Stille gilt</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>%1 / %2 · %3</source>
        <comment>position, duration, speed</comment>
        <translation>%1 / %2 · %3</translation>
    </message>
    <message>
        <source>%1 · %2%3 skipped</source>
        <comment>position, minus sign, time</comment>
        <translation>%1 · %2%3 übersprungen</translation>
    </message>
</context>
<context>
    <name>console::VerifyMark</name>
    <message>
        <source>Audio</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Wellenform</translation>
    </message>
    <message>
        <source>Signalling</source>
        <translation>Signalisierung</translation>
    </message>
    <message>
        <source>the stored file has the size and the SHA-256 that the database has</source>
        <translation>die gespeicherte Datei hat die Größe und den SHA-256-Wert aus der Datenbank</translation>
    </message>
    <message>
        <source>the file is not where it was stored</source>
        <translation>die Datei ist nicht da, wo sie gespeichert wurde</translation>
    </message>
    <message>
        <source>the file could not be read now</source>
        <translation>die Datei war jetzt nicht lesbar</translation>
    </message>
    <message>
        <source>the stored file is not what the database has: its size or SHA-256 differ</source>
        <translation>die gespeicherte Datei ist nicht die aus der Datenbank: Größe oder SHA-256-Wert weichen ab</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Not signed yet</source>
        <translation>Noch nicht signiert</translation>
    </message>
    <message>
        <source>Cannot be read now</source>
        <translation>Jetzt nicht lesbar</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Keine Dateien</translation>
    </message>
    <message>
        <source>Not as it was recorded</source>
        <translation>Nicht wie aufgezeichnet</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Watermark:</source>
        <translation>Wasserzeichen:</translation>
    </message>
    <message>
        <source>View the watermark</source>
        <translation>Das Wasserzeichen ansehen</translation>
    </message>
    <message>
        <source>Reads the files of this call where they are stored and compares them with what the recorder has signed.</source>
        <translation>Liest die Dateien dieses Anrufs da, wo sie gespeichert sind, und vergleicht sie mit dem, was der Rekorder signiert hat.</translation>
    </message>
    <message>
        <source>You need the permission “%1”.</source>
        <translation>Sie brauchen die Berechtigung „%1“.</translation>
    </message>
    <message>
        <source>What was verified</source>
        <translation>Was geprüft wurde</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>verify the call</source>
        <translation>den Anruf prüfen</translation>
    </message>
    <message>
        <source>so it was signed on %1, in manifest %2, by this recorder</source>
        <translation>so wurde sie am %1 im Manifest %2 von diesem Rekorder signiert</translation>
    </message>
    <message>
        <source>it is signed after the end of the day</source>
        <translation>sie wird nach dem Ende des Tages signiert</translation>
    </message>
    <message>
        <source>the database is not what was signed in manifest %1</source>
        <translation>die Datenbank ist nicht, was in Manifest %1 signiert wurde</translation>
    </message>
    <message>
        <source>it was signed more than once, with different content or behind the back of the first time</source>
        <translation>sie wurde mehrmals signiert, mit anderem Inhalt oder am ersten Mal vorbei</translation>
    </message>
    <message>
        <source>the manifest that tells of it is not as it was signed</source>
        <translation>das Manifest, das sie nennt, ist nicht mehr, wie es signiert wurde</translation>
    </message>
    <message>
        <source>the manifest that tells of it is signed with a key that this recorder does not know</source>
        <translation>das Manifest, das sie nennt, ist mit einem Schlüssel signiert, den dieser Rekorder nicht kennt</translation>
    </message>
    <message>
        <source>the manifest before %1 is not the one that it names</source>
        <translation>das Manifest vor %1 ist nicht das, das es nennt</translation>
    </message>
    <message>
        <source>no signed manifest tells of it, though one should</source>
        <translation>kein signiertes Manifest nennt sie, obwohl eines es sollte</translation>
    </message>
    <message>
        <source>%1: %2; %3.</source>
        <comment>kind of file, what was found of it, what was signed</comment>
        <translation>%1: %2; %3.</translation>
    </message>
    <message>
        <source>Checked by the recorder on %1.</source>
        <translation>Vom Rekorder geprüft am %1.</translation>
    </message>
    <message>
        <source>Signed by another recorder</source>
        <translation>Von einem anderen Rekorder unterschrieben</translation>
    </message>
    <message>
        <source>so it was signed on %1, in manifest %2, by the recorder “%3”, whose key this recorder&apos;s host vouches for</source>
        <translation>so wurde es am %1 unterschrieben, in Manifest %2, vom Rekorder „%3“, für dessen Schlüssel der Rechner dieses Rekorders bürgt</translation>
    </message>
    <message>
        <source>so it was signed on %1, in manifest %2, by the recorder “%3”, of whose key only the database tells</source>
        <translation>so wurde es am %1 unterschrieben, in Manifest %2, vom Rekorder „%3“, von dessen Schlüssel nur die Datenbank weiß</translation>
    </message>
</context>
<context>
    <name>console::WaveformView</name>
    <message>
        <source>%1 of %2, %3</source>
        <comment>position, duration, who speaks</comment>
        <translation>%1 von %2, %3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>time · who speaks</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Wellenform</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>Agent: Anna Smith</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>Solo</translation>
    </message>
    <message>
        <source>Not heard</source>
        <translation>Nicht zu hören</translation>
    </message>
    <message>
        <source>Loading the waveform…</source>
        <translation>Die Wellenform wird geladen …</translation>
    </message>
</context>
<context>
    <name>console::Workspace</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Your role does not have the permission “%1”. Ask your administrator for it.</source>
        <translation>Ihre Rolle hat die Berechtigung „%1“ nicht. Bitten Sie Ihren Administrator darum.</translation>
    </message>
    <message>
        <source>This console has no page “%1”.</source>
        <translation>Diese Konsole hat keine Seite „%1“.</translation>
    </message>
</context>
<context>
    <name>console::WorkspaceHost</name>
    <message>
        <source>The certificate of this server expired on %1. It is still the one that you trust; your administrator should renew it.</source>
        <extracomment>%1 is a date</extracomment>
        <translation>Das Zertifikat dieses Servers ist am %1 abgelaufen. Es ist noch das, dem Sie vertrauen; Ihr Administrator sollte es erneuern.</translation>
    </message>
</context>
</TS>
