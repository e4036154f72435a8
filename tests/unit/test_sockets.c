/*
 * test_sockets - lists of sockets and processes of another host: every form of row, in
 * any language and encoding, and what someone may have called a process to mislead us.
 */
#include "helpers.h"

#include <netinet/in.h>

#include "programs/container.h"
#include "programs/programs.h"
#include "programs/rights.h"

struct lists {
	struct programs *programs;
	struct arena arena;
	struct error err;
	const struct program_found *found;
	size_t n_found;
};

static void begin(struct lists *lists)
{
	*lists = (struct lists){ .programs = programs_new(NULL, NULL) };
}

static void end(struct lists *lists)
{
	programs_free(lists->programs);
	arena_free(&lists->arena);
}

static int read_bytes(struct lists *lists, const void *text, size_t len)
{
	char path[TEMP_PATH];
	int result =
		programs_read(lists->programs, write_temp(text, len, path), &lists->err);

	unlink(path);
	return result;
}

static void read_text(struct lists *lists, const char *text)
{
	if (read_bytes(lists, text, strlen(text)) != 0)
		fail_msg("%s", lists->err.text);
}

static void find_port(struct lists *lists, const char *address, int32_t port)
{
	struct address remote = address_of(address);

	lists->n_found = programs_find(lists->programs, &remote, port, &lists->arena,
				       &lists->found);
}

/* The one program that talks to the address. */
static const struct program *only(struct lists *lists, const char *address)
{
	find_port(lists, address, PROGRAMS_ANY_PORT);
	assert_int_equal(lists->n_found, 1);
	return lists->found[0].program;
}

static void expect(struct lists *lists, const char *address, int64_t pid,
		   const char *name)
{
	const struct program *program = only(lists, address);

	assert_int_equal(program->kind, PROGRAM_SEEN);
	assert_int_equal(program->pid, pid);
	if (name)
		assert_string_equal(program->name, name);
	else
		assert_null(program->name);
}

static const char *limits(struct lists *lists)
{
	const char *text = programs_limits_text(lists->programs, &lists->arena);

	return text ? text : "";
}

static const char *socket_text(struct lists *lists)
{
	assert_true(lists->n_found > 0);
	return program_socket_text(lists->found[0].sockets[0], &lists->arena);
}

/* ss -------------------------------------------------------------------------- */

static void ss_tells_the_process(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists,
		  "Netid State  Recv-Q Send-Q      Local Address:Port     Peer "
		  "Address:Port "
		  "Process\n"
		  "udp   ESTAB  0      0       192.0.2.5%eth0:68        192.0.2.1:67    "
		  "users:((\"dhclient\",pid=612,fd=8))\n"
		  "tcp   LISTEN 0      128            0.0.0.0:22          0.0.0.0:*     "
		  "users:((\"sshd\",pid=700,fd=3))\n"
		  "tcp   ESTAB  0      0            192.0.2.5:47110  198.51.100.7:443   "
		  "users:((\"curl\",pid=4711,fd=5))\n"
		  "tcp   ESTAB  0      0        [2001:db8::5]:40000  [2001:db8::7]:443  "
		  "users:((\"tor\",pid=99,fd=9))\n"
		  "tcp   ESTAB  0      0      [fe80::5]%eth0:40001 [fe80::7]%eth0:8080 "
		  "users:((\"web client\",pid=98,fd=9))\n"
		  "tcp   ESTAB  0      0  [::ffff:192.0.2.5]:443 "
		  "[::ffff:203.0.113.9]:51000 "
		  "users:((\"nginx\",pid=800,fd=4),(\"nginx\",pid=801,fd=4))\n"
		  "u_str ESTAB  0      0                    * 4711              * 4712 "
		  "users:((\"dbus\",pid=1,fd=1))\n");
	expect(&lists, "198.51.100.7", 4711, "curl");
	assert_string_equal(socket_text(&lists),
			    "tcp 192.0.2.5:47110 -> 198.51.100.7:443 ESTAB");
	assert_int_equal(lists.found[0].sockets[0]->line, 4);
	expect(&lists, "192.0.2.1", 612, "dhclient");
	assert_string_equal(socket_text(&lists),
			    "udp 192.0.2.5:68 -> 192.0.2.1:67 ESTAB");
	expect(&lists, "2001:db8::7", 99, "tor");
	assert_string_equal(socket_text(&lists),
			    "tcp [2001:db8::5]:40000 -> [2001:db8::7]:443 ESTAB");
	expect(&lists, "fe80::7", 98, "web client");
	find_port(&lists, "203.0.113.9", 51000);
	assert_int_equal(lists.n_found, 2);
	assert_int_equal(lists.found[0].program->pid, 800);
	assert_int_equal(lists.found[1].program->pid, 801);
	find_port(&lists, "203.0.113.9", 51001);
	assert_int_equal(lists.n_found, 0);
	assert_string_equal(limits(&lists), "");
	end(&lists);
}

static void ss_of_one_protocol_has_no_such_column(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists, "ESTAB 0 0 192.0.2.5:47110 198.51.100.7:443 "
			  "users:((\"curl\",pid=4711,fd=5))\n");
	expect(&lists, "198.51.100.7", 4711, "curl");
	assert_int_equal(lists.found[0].sockets[0]->protocol, IPPROTO_TCP);
	end(&lists);
}

static void ss_with_more_columns(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists,
		  "tcp ESTAB 0 36 192.0.2.5:22 198.51.100.7:50000 timer:(on,210ms,0) "
		  "users:((\"sshd\",pid=9,fd=4)) ino:22 sk:1001 <->\n"
		  "\t ts sack cubic wscale:7,7 rto:204 users:none\n"
		  "tcp ESTAB 0 0 192.0.2.5:23 198.51.100.8:50000 "
		  "users:((\"t\",pid=10,tid=11,fd=4),(\"z\",pid=12,proc_ctx=a:b:c,fd=3))"
		  "\n");
	expect(&lists, "198.51.100.7", 9, "sshd");
	find_port(&lists, "198.51.100.8", PROGRAMS_ANY_PORT);
	assert_int_equal(lists.n_found, 2);
	end(&lists);
}

static void ss_rows_copied_from_a_narrow_terminal(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists, "tcp ESTAB 0 0 192.0.2.5:47110 198.51.100.7:443\n"
			  "     users:((\"curl\",pid=4711,fd=5))\n");
	expect(&lists, "198.51.100.7", 4711, "curl");
	end(&lists);
}

static void ss_without_root_does_not_tell(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists, "tcp ESTAB     0 0 192.0.2.5:47110 198.51.100.7:443\n"
			  "tcp TIME-WAIT 0 0 192.0.2.5:47112 198.51.100.8:443\n");
	assert_int_equal(only(&lists, "198.51.100.7")->kind, PROGRAM_UNTOLD);
	assert_int_equal(only(&lists, "198.51.100.8")->kind, PROGRAM_CLOSED);
	assert_non_null(strstr(limits(&lists), "Of 1 socket the lists don't tell"));
	end(&lists);
}

/* A process may call itself what looks like the end of its own entry. */
static void ss_names_do_not_mislead(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists, "tcp ESTAB 0 0 192.0.2.5:1 198.51.100.7:443 "
			  "users:((\"\",pid=1,fd=3),(\",pid=4711,fd=5))\n"
			  "tcp ESTAB 0 0 192.0.2.5:2 198.51.100.8:443 "
			  "users:((\"a\"),(\"b\",pid=2,fd=3))\n"
			  "tcp ESTAB 0 0 192.0.2.5:3 198.51.100.9:443 "
			  "users:((\"users:((\"x\",pid=3,fd=3))\n");
	expect(&lists, "198.51.100.7", 4711, "\",pid=1,fd=3),(");
	expect(&lists, "198.51.100.8", 2, "a\"),(\"b");
	expect(&lists, "198.51.100.9", 3, "users:((\"x");
	end(&lists);
}

static void ss_of_a_quiet_host_is_a_list(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists,
		  "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port\n");
	find_port(&lists, "198.51.100.7", PROGRAMS_ANY_PORT);
	assert_int_equal(lists.n_found, 0);
	end(&lists);
}

static void names_in_words_are_bad_rows(void **state)
{
	struct lists lists;
	const char *text = "tcp ESTAB 0 0 192.0.2.5:47110 host.example:https "
			   "users:((\"curl\",pid=4711,fd=5))\n";

	(void)state;
	begin(&lists);
	assert_int_equal(read_bytes(&lists, text, strlen(text)), -1);
	assert_int_equal(lists.err.kind, ERROR_INPUT);
	assert_non_null(strstr(lists.err.text, ":1: no address and port in numbers"));
	read_text(&lists, "tcp ESTAB 0 0 192.0.2.5:47110 198.51.100.7:443 "
			  "users:((\"curl\",pid=4711,fd=5))\n"
			  "tcp ESTAB 0 0 192.0.2.5:47110 198.51.100.7:66000\n");
	assert_non_null(
		strstr(limits(&lists), "2 rows of the lists were not understood"));
	end(&lists);
}

/* netstat of Linux --------------------------------------------------------------- */

static void netstat_of_linux(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(
		&lists,
		"Aktive Internetverbindungen (Server und stehende Verbindungen)\n"
		"Proto Recv-Q Send-Q Local Address  Foreign Address  State  "
		"PID/Program name\n"
		"tcp   0  0 192.0.2.5:47110  198.51.100.7:443  VERBUNDEN   4711/curl\n"
		"tcp   0  0 0.0.0.0:22       0.0.0.0:*         LISTEN      700/sshd: "
		"/usr/s\n"
		"tcp   0  0 192.0.2.5:22     198.51.100.8:5000 ESTABLISHED 9/sshd: bob "
		"[pr\n"
		"tcp   0  0 192.0.2.5:23     198.51.100.9:5000 ESTABLISHED 1000 12345 "
		"10/in.telnetd  keepalive (7161.31/0/0)\n"
		"tcp   0  0 192.0.2.5:24     198.51.100.10:50  TIME_WAIT   -\n"
		"tcp   0  0 192.0.2.5:25     198.51.100.11:50  VERBUNDEN   -\n"
		"tcp6  0  0 ::1:25           ::2:50            ESTABLISHED 11/x\n"
		"udp   0  0 192.0.2.5:68     192.0.2.1:67      VERBUNDEN   612/dhclient\n"
		"udp   0  0 0.0.0.0:123      0.0.0.0:*                     613/ntpd\n");
	expect(&lists, "198.51.100.7", 4711, "curl");
	assert_string_equal(socket_text(&lists),
			    "tcp 192.0.2.5:47110 -> 198.51.100.7:443 VERBUNDEN");
	expect(&lists, "198.51.100.8", 9, "sshd: bob [pr");
	expect(&lists, "198.51.100.9", 10, "in.telnetd");
	assert_int_equal(only(&lists, "198.51.100.10")->kind, PROGRAM_CLOSED);
	assert_int_equal(only(&lists, "198.51.100.11")->kind, PROGRAM_UNTOLD);
	expect(&lists, "::2", 11, "x");
	expect(&lists, "192.0.2.1", 612, "dhclient");
	assert_non_null(
		strstr(limits(&lists), "1 UDP socket of the lists has no remote"));
	end(&lists);
}

/* 2001:db8:1:2::77:1234 was cut to what is another address. */
static void an_address_that_may_be_cut_is_not_believed(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(
		&lists,
		"tcp6  0  0 2001:db8:1:2::5:47110   2001:db8:1:2::77:12:443  ESTABLISHED "
		"4711/curl\n"
		"tcp   0  0 192.0.2.5:47110  198.51.100.7:443  ESTABLISHED 4711/curl\n");
	find_port(&lists, "2001:db8:1:2::77:12", PROGRAMS_ANY_PORT);
	assert_int_equal(lists.n_found, 0);
	assert_non_null(strstr(limits(&lists), "may be cut"));
	end(&lists);
}

/* netstat and tasklist of Windows --------------------------------------------------- */

static const char windows_netstat[] =
	"\r\nAktive Verbindungen\r\n\r\n"
	"  Proto  Lokale Adresse         Remoteadresse          Status           PID\r\n"
	"  TCP    0.0.0.0:135            0.0.0.0:0              ABH\x99REN         "
	"920\r\n"
	"  TCP    192.0.2.5:50123        198.51.100.7:443       HERGESTELLT     4712\r\n"
	"  TCP    192.0.2.5:50124        198.51.100.8:443       WARTEND         0\r\n"
	"  TCP    192.0.2.5:50125        198.51.100.9:443       EN ATTENTE      4716\r\n"
	"  TCP    [fe80::5%12]:50126     [fe80::7%12]:445       ESTABLISHED     4\r\n"
	"  UDP    0.0.0.0:123            *:*                                    1044\r\n"
	"  UDP    [::1]:1900             *:*                                    4720\r\n";

static const char windows_tasklist[] = "\r\nAbbildname                     PID "
				       "Sitzungsname       Sitz.-Nr. Speichernutzung\r\n"
				       "========================= ======== "
				       "================ =========== ===============\r\n"
				       "System Idle Process              0 Services      "
				       "             0             8 K\r\n"
				       "System                           4 Services      "
				       "             0           144 K\r\n"
				       "m\xc3\xbcller agent.exe              4712 "
				       "Console                    1       104.520 K\r\n"
				       "svchost.exe                   4716 Services      "
				       "             0        10.000 K\r\n";

static void netstat_and_tasklist_of_windows(void **state)
{
	const char *const files[] = { windows_netstat, windows_tasklist };

	(void)state;
	for (size_t first = 0; first < 2; first++) { /* in any order */
		struct lists lists;

		begin(&lists);
		read_text(&lists, files[first]);
		read_text(&lists, files[1 - first]);
		expect(&lists, "198.51.100.7", 4712, "m\xc3\xbcller agent.exe");
		assert_string_equal(socket_text(&lists), "tcp 192.0.2.5:50123 -> "
							 "198.51.100.7:443 HERGESTELLT");
		assert_int_equal(only(&lists, "198.51.100.8")->kind, PROGRAM_CLOSED);
		expect(&lists, "198.51.100.9", 4716, "svchost.exe");
		assert_string_equal(socket_text(&lists), "tcp 192.0.2.5:50125 -> "
							 "198.51.100.9:443 EN ATTENTE");
		expect(&lists, "fe80::7", 4, "System");
		assert_non_null(strchr(lists.found[0].program->from, ','));
		end(&lists);
	}
}

static void both_in_one_file(void **state)
{
	struct lists lists;
	char both[sizeof(windows_netstat) + sizeof(windows_tasklist)];

	(void)state;
	snprintf(both, sizeof(both), "%s%s", windows_tasklist, windows_netstat);
	begin(&lists);
	read_text(&lists, both);
	expect(&lists, "198.51.100.7", 4712, "m\xc3\xbcller agent.exe");
	expect(&lists, "fe80::7", 4, "System");
	end(&lists);
}

/* PowerShell's `>` writes UTF-16 with a mark. */
static void read_utf16(const char *text, bool is_big)
{
	size_t len = strlen(text);
	unsigned char *wide = calloc(len + 1, 2);
	struct lists lists;

	for (size_t i = 0; i <= len; i++) {
		unsigned unit = i == 0 ? 0xfeff : (unsigned char)text[i - 1];

		wide[2 * i + !is_big] = (unsigned char)(unit >> 8);
		wide[2 * i + is_big] = (unsigned char)unit;
	}
	begin(&lists);
	if (read_bytes(&lists, wide, 2 * (len + 1)) != 0)
		fail_msg("%s", lists.err.text);
	expect(&lists, "198.51.100.7", 4712, NULL);
	end(&lists);
	free(wide);
}

static void utf16_is_read(void **state)
{
	static const unsigned char halves[] = { 0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00, 0x00,
						0xdc, 0x3d, 0xd8, 0x00, 0xde, 0x3d };
	struct lists lists;

	(void)state;
	read_utf16(windows_netstat, false);
	read_utf16(windows_netstat, true);
	begin(&lists);
	assert_int_equal(read_bytes(&lists, halves, sizeof(halves)), -1);
	assert_non_null(strstr(lists.err.text, "\xef\xbf\xbd"
					       "A\xef\xbf\xbd\xf0\x9f\x98\x80"));
	end(&lists);
}

static void names_below_rows(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists,
		  "  TCP    192.0.2.5:50123   198.51.100.7:443   ESTABLISHED     4711\r\n"
		  " [chrome.exe]\r\n"
		  "  TCP    192.0.2.5:50124   198.51.100.8:443   ESTABLISHED     4712\r\n"
		  "  Dnscache\r\n"
		  " [svchost.exe]\r\n"
		  "  TCP    192.0.2.5:50125   198.51.100.9:443   ESTABLISHED     4713\r\n"
		  " Can not obtain ownership information\r\n"
		  "  TCP    192.0.2.5:50126   198.51.100.10:443  ESTABLISHED     4714  "
		  "InHost\r\n"
		  "  TCP    192.0.2.5:50127   198.51.100.11:443  ESTABLISHED\r\n"
		  " [old netstat.exe]\r\n");
	expect(&lists, "198.51.100.7", 4711, "chrome.exe");
	expect(&lists, "198.51.100.8", 4712, "svchost.exe");
	expect(&lists, "198.51.100.9", 4713, NULL);
	expect(&lists, "198.51.100.10", 4714, NULL);
	expect(&lists, "198.51.100.11", -1, "old netstat.exe");
	assert_string_equal(program_text(lists.found[0].program, &lists.arena),
			    "old netstat.exe");
	end(&lists);
}

static const char one_row[] =
	"  TCP    192.0.2.5:50123   198.51.100.7:443   ESTABLISHED     4711\r\n";

static void expect_task(const char *tasks, const char *name, const char *user,
			const char *services)
{
	const struct program *program;
	struct lists lists;

	begin(&lists);
	read_text(&lists, one_row);
	read_text(&lists, tasks);
	program = only(&lists, "198.51.100.7");
	assert_string_equal(program->name, name);
	if (user)
		assert_string_equal(program->user, user);
	else
		assert_null(program->user);
	if (services)
		assert_string_equal(program->services, services);
	else
		assert_null(program->services);
	end(&lists);
}

static void tasklist_in_its_forms(void **state)
{
	(void)state;
	expect_task(
		"\"Image Name\",\"PID\",\"Session Name\",\"Session#\",\"Mem Usage\"\r\n"
		"\"odd, name.exe\",\"4711\",\"Console\",\"1\",\"104.520 K\"\r\n",
		"odd, name.exe", NULL, NULL);
	expect_task("\"chrome.exe\",\"4711\",\"Console\",\"1\",\"104,520 K\",\"Running\","
		    "\"CONTOSO\\alice\",\"0:00:01\",\"A \"quoted\" title\"\r\n",
		    "chrome.exe", "CONTOSO\\alice", NULL);
	expect_task("\"chrome.exe\",\"4711\",\"Console\",\"1\",\"104,520 K\",\"Running\","
		    "\"N/A\",\"0:00:01\",\"N/A\"\r\n",
		    "chrome.exe", NULL, NULL);
	expect_task("\"svchost.exe\",\"4711\",\"Dnscache,NlaSvc\"\r\n", "svchost.exe",
		    NULL, "Dnscache,NlaSvc");
	expect_task("\"svchost.exe\",\"4711\",\"Nicht zutreffend\"\r\n", "svchost.exe",
		    NULL, NULL);
	expect_task("\"svchost.exe\",\"4711\",\"ntdll.dll,KERNEL32.DLL\"\r\n",
		    "svchost.exe", NULL, NULL);
	expect_task("Image Name                     PID Services\r\n"
		    "========================= ======== "
		    "====================================\r\n"
		    "svchost.exe                   4711 BrokerInfrastructure, "
		    "DcomLaunch, LSM,\r\n"
		    "                                   PlugPlay, Power\r\n"
		    "lsass.exe                     4712 SamSs\r\n",
		    "svchost.exe", NULL,
		    "BrokerInfrastructure, DcomLaunch, LSM, PlugPlay, Power");
	expect_task(
		"Image Name                     PID Session Name        Session#    Mem "
		"Usage "
		"Status          User Name                                              "
		"CPU Time Window Title\r\n"
		"========================= ======== ================ =========== "
		"============ "
		"=============== ================================================== "
		"============ ============\r\n"
		"chrome.exe                    4711 Console                    1    "
		"104,520 K "
		"Running         NT-AUTORIT\xc3\x84T\\SYSTEM                             "
		"  "
		"      0:00:01 A title\r\n",
		"chrome.exe", "NT-AUTORIT\xc3\x84T\\SYSTEM", NULL);
}

/* The number was used again: what tasklist tells is of another process. */
static void another_name_is_another_process(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	read_text(&lists, one_row);
	read_text(&lists, " TCP 192.0.2.5:1 198.51.100.8:1 X 4712\r\n [first.exe]\r\n"
			  "\"second.exe\",\"4712\",\"A\\b\",\"1\",\"1 "
			  "K\",\"R\",\"A\\b\",\"0\",\"\"\r\n");
	assert_null(only(&lists, "198.51.100.8")->user);
	expect(&lists, "198.51.100.8", 4712, "first.exe");
	end(&lists);
}

/* What is none -------------------------------------------------------------------- */

static void other_files_are_an_error(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "", "empty" },
		{ "\n\n", "empty" },
		{ "\n\nhello\nworld\n", ":3: \"hello\" begins neither" },
		{ "{\"src_ip\": \"192.0.2.5\"}\n", ":1: \"{" },
		{ "a,b,c\n1,2,3\n", ":1: \"a,b,c\"" },
		{ "\"a\",\"b\",\"c\"\n", ":1:" },
		{ "tcp\n", "none of its 1 rows could be read; first" },
		{ "tcp 0 0\n", "none of its 1 rows" },
		{ "========= =====\n", ":1:" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct lists lists;

		begin(&lists);
		assert_int_equal(read_bytes(&lists, cases[i].text, strlen(cases[i].text)),
				 -1);
		assert_int_equal(lists.err.kind, ERROR_INPUT);
		if (!strstr(lists.err.text, cases[i].said))
			fail_msg("%s, not %s", lists.err.text, cases[i].said);
		end(&lists);
	}
}

static void a_missing_file_is_an_error(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	assert_int_equal(programs_read(lists.programs, "/nonexistent/ss.txt", &lists.err),
			 -1);
	assert_int_equal(lists.err.kind, ERROR_IO);
	end(&lists);
}

static bool only_443(void *context, const struct address *remote, uint16_t port)
{
	(void)context;
	(void)remote;
	return port == 443;
}

static void what_nobody_asked_for_is_not_kept(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	programs_free(lists.programs);
	lists.programs = programs_new(only_443, NULL);
	read_text(&lists, "tcp ESTAB 0 0 192.0.2.5:1 198.51.100.7:443 "
			  "users:((\"a\",pid=1,fd=3))\n"
			  "tcp ESTAB 0 0 192.0.2.5:1 198.51.100.7:80 "
			  "users:((\"b\",pid=2,fd=3))\n");
	expect(&lists, "198.51.100.7", 1, "a");
	assert_int_equal(lists.found[0].n_sockets, 1);
	end(&lists);
}

/* Texts ------------------------------------------------------------------------------ */

static void programs_in_a_line(void **state)
{
	struct program program = { .kind = PROGRAM_SEEN,
				   .pid = 4711,
				   .name = "curl",
				   .user = "alice",
				   .path = "/usr/bin/curl",
				   .file = PROGRAM_FILE_IS_THERE,
				   .package_known = PROGRAM_PACKAGE_OWNED,
				   .package = "curl" };
	struct arena arena = { NULL };

	(void)state;
	assert_string_equal(program_text(&program, &arena),
			    "curl (pid 4711, user alice, /usr/bin/curl, package curl)");
	program.path = "/tmp/.x";
	program.file = PROGRAM_FILE_DELETED;
	program.package_known = PROGRAM_PACKAGE_NONE;
	program.container = "docker 0123456789ab";
	assert_string_equal(program_text(&program, &arena),
			    "curl (pid 4711, user alice, /tmp/.x DELETED, in no package, "
			    "docker 0123456789ab)");
	program = (struct program){ .kind = PROGRAM_HIDDEN, .user = "bob" };
	assert_string_equal(program_text(&program, &arena),
			    "a process of user bob that only root may see");
	arena_free(&arena);
}

static void rights_that_root_may_lack(void **state)
{
	(void)state;
	assert_false(rights_status_lacks_ptrace("Name:\tx\nCapEff:\t000001ffffffffff\n"));
	assert_true(rights_status_lacks_ptrace("Name:\tx\nCapEff:\t00000000a80425fb\n"));
	assert_false(rights_status_lacks_ptrace("Name:\tx\n"));
	assert_true(rights_mounts_hide("sys /sys sysfs rw 0 0\n"
				       "proc /proc proc rw,hidepid=2 0 0\n"));
	assert_true(rights_mounts_hide("proc /proc proc rw,gid=7,hidepid=invisible 0 0"));
	assert_false(rights_mounts_hide("proc /proc proc rw,hidepid=0 0 0\n"));
	assert_false(rights_mounts_hide("proc /proc proc rw,hidepid=off 0 0\n"));
	assert_false(rights_mounts_hide("proc /proc proc rw 0 0\n"
					"proc /there/proc proc rw,hidepid=2 0 0\n"));
	assert_false(rights_mounts_hide(""));
}

static void containers_by_their_control_group(void **state)
{
	static const char id[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	static const struct {
		const char *before;
		const char *after;
		const char *text;
	} cases[] = {
		{ "0::/system.slice/docker-", ".scope\n", "docker 0123456789ab" },
		{ "12:pids:/docker/", "\n", "docker 0123456789ab" },
		{ "0::/machine.slice/libpod-", ".scope/container\n",
		  "podman 0123456789ab" },
		{ "0::/kubepods.slice/pod1/cri-containerd-", ".scope\n",
		  "containerd 0123456789ab" },
		{ "0::/kubepods/besteffort/pod1/", "\n", "kubernetes 0123456789ab" },
		{ "0::/kubepods.slice/crio-", ".scope\n", "cri-o 0123456789ab" },
		{ "0::/a/", "\n", "container 0123456789ab" },
		{ "0::/docker-0", ".scope\n", NULL },
	};
	struct arena arena = { NULL };
	char groups[256];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *text;

		snprintf(groups, sizeof(groups), "%s%s%s", cases[i].before, id,
			 cases[i].after);
		text = container_text(groups, &arena);
		if (cases[i].text)
			assert_string_equal(text, cases[i].text);
		else
			assert_null(text);
	}
	assert_string_equal(container_text("0::/lxc.payload.web/init.scope\n", &arena),
			    "lxc web");
	assert_null(container_text("0::/user.slice/user-0.slice\n", &arena));
	assert_null(container_text("", &arena));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ss_tells_the_process),
		cmocka_unit_test(ss_of_one_protocol_has_no_such_column),
		cmocka_unit_test(ss_with_more_columns),
		cmocka_unit_test(ss_rows_copied_from_a_narrow_terminal),
		cmocka_unit_test(ss_without_root_does_not_tell),
		cmocka_unit_test(ss_names_do_not_mislead),
		cmocka_unit_test(ss_of_a_quiet_host_is_a_list),
		cmocka_unit_test(names_in_words_are_bad_rows),
		cmocka_unit_test(netstat_of_linux),
		cmocka_unit_test(an_address_that_may_be_cut_is_not_believed),
		cmocka_unit_test(netstat_and_tasklist_of_windows),
		cmocka_unit_test(both_in_one_file),
		cmocka_unit_test(utf16_is_read),
		cmocka_unit_test(names_below_rows),
		cmocka_unit_test(tasklist_in_its_forms),
		cmocka_unit_test(another_name_is_another_process),
		cmocka_unit_test(other_files_are_an_error),
		cmocka_unit_test(a_missing_file_is_an_error),
		cmocka_unit_test(what_nobody_asked_for_is_not_kept),
		cmocka_unit_test(programs_in_a_line),
		cmocka_unit_test(rights_that_root_may_lack),
		cmocka_unit_test(containers_by_their_control_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
