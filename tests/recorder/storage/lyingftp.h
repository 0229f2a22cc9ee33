// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/recorder/storage/stubs.h"

#include <QHash>
#include <QTest>

#include <array>
#include <poll.h>
#include <semaphore>
#include <sys/socket.h>
#include <unistd.h>

namespace tests
{

using Answers = QHash<QByteArray, QByteArray>; ///< by command: what is said instead

/// One connection of FTP, command by command, that lies where it is told to.
class LyingFtp
{
public:
    inline static const QByteArray kSilence = QByteArrayLiteral("-"); ///< as an answer

    /// With a pace (bytes in a tenth of a second; it stands still after `haltAfter` of them, -1 = never) the
    /// end of the file is waited for before "226" is said.
    explicit LyingFtp(Answers answers, int pace = 0, qint64 haltAfter = -1)
        : m_answers(std::move(answers))
        , m_pace(pace)
        , m_haltAfter(haltAfter)
    {
        constexpr int kLeast = 2048;
        m_data.start([this](int socket) { take(socket); }, pace > 0 ? kLeast : 0);
        m_control.start([this](int socket) { serve(socket); });
    }
    recorder::StorageTargetSettings settings() const
    {
        recorder::StorageTargetSettings settings;
        settings.type = recorder::StorageType::Ftp;
        settings.host = QStringLiteral("127.0.0.1");
        settings.port = m_control.port();
        settings.user = QStringLiteral("u");
        settings.password = QStringLiteral("p");
        settings.requireTls = false;
        return settings;
    }
    qint64 received() const { return m_received; }
    bool heard(const QByteArray &command) const
    {
        return m_heard.with([&command](const QByteArrayList &all) { return all.contains(command); });
    }

private:
    void take(int socket)
    {
        std::array<char, 65536> buffer;
        const auto piece = m_pace > 0 ? static_cast<std::size_t>(m_pace) : buffer.size();
        ssize_t n = 0;
        while ((n = ::read(socket, buffer.data(), piece)) > 0) {
            m_received += n;
            if (m_haltAfter >= 0 && m_received >= m_haltAfter) {
                pollfd end{socket, 0, 0}; // until the stub ends
                ::poll(&end, 1, -1);
                return;
            }
            if (m_pace > 0) {
                QTest::qSleep(100);
            }
        }
        m_ended.release();
    }
    QByteArray answerTo(const QByteArray &command) const
    {
        const QByteArray verb = command.split(' ').first();
        if (m_answers.contains(verb)) {
            return m_answers.value(verb);
        }
        if (verb == "EPSV") {
            return "229 Extended Passive (|||" + QByteArray::number(m_data.port()) + "|)";
        }
        static const QHash<QByteArray, QByteArray> kUsual{
            {"USER", "331 Password"}, {"PASS", "230 In"},        {"PWD", "257 \"/\""}, {"TYPE", "200 Yes"},
            {"STOR", "150 Go on"},    {"SIZE", "550 No"},        {"RNFR", "350 To?"},  {"RNTO", "250 Done"},
            {"DELE", "250 Done"},     {"MKD", "257 \"x\" made"}, {"QUIT", "221 Bye"}};
        return kUsual.value(verb, "502 No");
    }
    /// Or for the end of the client.
    void waitForTheFile(int socket)
    {
        pollfd client{socket, POLLRDHUP, 0};
        while (!m_ended.try_acquire_for(std::chrono::milliseconds(50)) && ::poll(&client, 1, 0) == 0) {
        }
    }
    void serve(int socket)
    {
        const auto say = [socket](const QByteArray &line) {
            const QByteArray bytes = line + "\r\n";
            return ::send(socket, bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL) >
                   0;
        };
        say("220 Hello");
        QByteArray input;
        std::array<char, 4096> buffer;
        ssize_t n = 0;
        while ((n = ::read(socket, buffer.data(), buffer.size())) > 0) {
            input.append(buffer.data(), n);
            for (qsizetype end = input.indexOf("\r\n"); end >= 0; end = input.indexOf("\r\n")) {
                const QByteArray command = input.left(end);
                input.remove(0, end + 2);
                m_heard.with([&command](QByteArrayList &all) { all.append(command); });
                for (const QByteArray &line : answerTo(command).split('\n')) {
                    if (line != kSilence) {
                        say(line);
                    }
                }
                if (command.startsWith("STOR") && m_answers.contains("end")) {
                    m_data.dropAll();
                    say(m_answers.value("end"));
                } else if (command.startsWith("STOR") && !m_answers.contains("STOR")) {
                    if (m_pace > 0) {
                        waitForTheFile(socket);
                    } else {
                        QTest::qSleep(200); // the data's own end
                    }
                    say("226 Complete");
                }
            }
        }
    }

    const Answers m_answers;
    const int m_pace;
    const qint64 m_haltAfter;
    std::atomic<qint64> m_received = 0;
    std::counting_semaphore<> m_ended{0};
    common::Guarded<QByteArrayList> m_heard;
    StubServer m_data;
    StubServer m_control;
};

} // namespace tests
