/*
 * mappings - the fields of each ecosystem's indices as its templates name and type
 * them, with some of what else stands there, for tests. "name:type", in any order.
 */
#ifndef UNIT_MAPPINGS_H
#define UNIT_MAPPINGS_H

#include "helpers.h"
#include "source/elastic/mapping.h"

/* Every template of an ECS has these, whether a document has or not. */
#define ECS \
	"@timestamp:date agent.id:keyword agent.build.original:keyword " \
	"client.address:keyword client.ip:ip client.port:long client.bytes:long " \
	"client.nat.ip:ip client.nat.port:long client.mac:keyword client.as.number:long " \
	"server.address:keyword server.ip:ip server.port:long server.bytes:long " \
	"server.nat.ip:ip server.nat.port:long source.address:keyword source.ip:ip " \
	"source.port:long source.bytes:long source.packets:long source.nat.ip:ip " \
	"source.nat.port:long source.mac:keyword source.domain:keyword " \
	"destination.address:keyword destination.ip:ip destination.port:long " \
	"destination.bytes:long destination.packets:long destination.nat.ip:ip " \
	"destination.nat.port:long destination.domain:keyword host.ip:ip host.id:keyword " \
	"observer.ip:ip related.ip:ip dns.resolved_ip:ip dns.question.name:keyword " \
	"dns.id:keyword dns.type:keyword event.action:keyword event.dataset:keyword " \
	"event.type:keyword event.start:date event.end:date event.created:date " \
	"event.ingested:date event.duration:long event.id:keyword event.kind:keyword " \
	"process.start:date process.end:date process.parent.start:date process.pid:long " \
	"process.uptime:long file.created:date file.type:keyword file.path:keyword " \
	"file.uid:keyword user.id:keyword group.id:keyword package.installed:date " \
	"tls.client.not_after:date tls.server.not_before:date url.path:keyword " \
	"url.port:long http.request.bytes:long http.response.bytes:long " \
	"http.request.body.bytes:long network.bytes:long network.community_id:keyword " \
	"network.type:keyword threat.indicator.ip:ip threat.indicator.port:long " \
	"threat.indicator.first_seen:date threat.indicator.last_seen:date " \
	"x509.not_before:date log.file.path:keyword log.level:keyword service.type:keyword "

#define SELKS \
	"@timestamp:date timestamp:date src_ip:ip src_ip.keyword:keyword " \
	"src_ip.raw:keyword src_port:long dest_ip:ip dest_ip.keyword:keyword " \
	"dest_ip.raw:keyword dest_port:long event_type:text event_type.keyword:keyword " \
	"flow_id:long flow:object flow.start:date flow.end:date flow.age:long " \
	"flow.bytes_toserver:long flow.bytes_toclient:long flow.pkts_toserver:long " \
	"flow.state:text flow.state.keyword:keyword flow.reason:text " \
	"flow.reason.keyword:keyword proto:text in_iface:text host:text " \
	"alert.source.ip:text alert.target.ip:text alert.target.port:long " \
	"dhcp.client_ip:text dhcp.next_server_ip:text dns.id:long dns.rrname:text " \
	"tls.session_id:text tls.notbefore:date tls.notafter:date stats.uptime:long " \
	"stats.decoder.bytes:long stats.flow.total:long geoip.ip:ip http.length:long " \
	"http.http_port:long fileinfo.size:long smb.session_id:long ssh.server.x:text "

#define EVE_RAW \
	"@timestamp:date timestamp:date src_ip:text src_ip.keyword:keyword " \
	"src_port:long dest_ip:text dest_ip.keyword:keyword dest_port:long " \
	"event_type:text event_type.keyword:keyword flow_id:long flow.start:date " \
	"flow.end:date flow.age:long flow.bytes_toserver:long flow.bytes_toclient:long " \
	"flow.reason:text flow.reason.keyword:keyword flow.state:text "

#define EVE_NETFLOW \
	"@timestamp:date timestamp:date src_ip:ip dest_ip:ip src_port:long " \
	"dest_port:long event_type:text event_type.keyword:keyword flow_id:long " \
	"netflow.start:date netflow.end:date netflow.age:long netflow.bytes:long " \
	"netflow.pkts:long netflow.max_ttl:long "

#define ZEEK \
	"ts:float uid:text uid.keyword:keyword id.orig_h:text id.orig_h.keyword:keyword " \
	"id.orig_p:long id.resp_h:text id.resp_h.keyword:keyword id.resp_p:long " \
	"proto:text duration:float orig_bytes:long resp_bytes:long conn_state:text " \
	"conn_state.keyword:keyword orig_ip_bytes:long resp_ip_bytes:long " \
	"missed_bytes:long orig_pkts:long resp_pkts:long "

#define BRO \
	"@timestamp:date timestamp:date event_type:keyword uid:keyword source_ip:ip " \
	"source_port:integer destination_ip:ip destination_port:integer " \
	"duration:text duration.keyword:keyword original_bytes:long respond_bytes:long " \
	"connection_state:keyword source_geo.ip:ip destination_geo.ip:ip protocol:keyword "

#define ELASTIFLOW \
	"@timestamp:date event.start:date event.end:date event.dataset:keyword " \
	"event.type:keyword client.ip:ip client.bytes:long server.ip:ip server.bytes:long " \
	"source.ip:ip source.port:long source.bytes:long destination.ip:ip " \
	"destination.port:long destination.bytes:long flow.service_port:long " \
	"network.bytes:long node.ipaddr:ip event.duration:long "

#define MALCOLM \
	ECS "firstPacket:date lastPacket:date timestamp:date length:long rootId:keyword " \
	    "zeek.uid:keyword zeek.ts:date zeek.conn.conn_state:keyword " \
	    "zeek.conn.duration:float event.provider:keyword totDataBytes:long "

#define PACKETBEAT5 \
	"@timestamp:date start_time:date last_time:date final:keyword type:keyword " \
	"flow_id:keyword source.ip:keyword source.ipv6:keyword source.port:keyword " \
	"source.mac:keyword source.stats.net_bytes_total:long " \
	"source.stats.net_packets_total:long dest.ip:keyword dest.ipv6:keyword " \
	"dest.port:keyword dest.mac:keyword dest.stats.net_bytes_total:long " \
	"client_ip:keyword client_port:keyword ip:keyword port:keyword responsetime:long "

#define WAZUH \
	"@timestamp:date timestamp:date data.src_ip:keyword data.dest_ip:keyword " \
	"data.src_port:keyword data.dest_port:keyword data.event_type:keyword " \
	"data.flow_id:keyword data.flow.start:keyword data.flow.end:keyword " \
	"data.flow.age:keyword data.flow.bytes_toserver:keyword " \
	"data.flow.bytes_toclient:keyword data.flow.reason:keyword data.flow.state:keyword " \
	"agent.ip:keyword agent.id:keyword rule.id:keyword data.tls.session_id:keyword " \
	"data.srcip:keyword predecoder.timestamp:keyword data.aws.start:keyword "

#define SURICATA_MODULE \
	ECS "suricata.eve.event_type:keyword suricata.eve.flow_id:keyword " \
	    "suricata.eve.flow.age:long suricata.eve.flow.reason:keyword " \
	    "suricata.eve.flow.state:keyword suricata.eve.timestamp:date " \
	    "suricata.eve.stats.uptime:long suricata.eve.tls.notbefore:date "

#define ZEEK_MODULE \
	ECS "zeek.session_id:keyword zeek.connection.state:keyword " \
	    "zeek.connection.missed_bytes:long zeek.dhcp.address.client:ip " \
	    "zeek.dhcp.address.server:ip zeek.ssl.server.name:keyword "

#define SECURITYONION \
	"@timestamp:date event.dataset:keyword event.dataset.keyword:keyword " \
	"event.module:keyword event.duration:float event.ingested:date source.ip:ip " \
	"source.ip.keyword:keyword source.port:integer destination.ip:ip " \
	"destination.ip.keyword:keyword destination.port:integer client.ip:ip " \
	"client.bytes:long client.ip_bytes:long server.ip:ip server.bytes:long " \
	"server.ip_bytes:long connection.state:keyword log.id.uid:keyword tags:keyword "

#define SECURITYONION_SURICATA \
	"@timestamp:date event.dataset:keyword source.ip:ip source.port:integer " \
	"destination.ip:ip destination.port:integer client.ip_bytes:long " \
	"server.ip_bytes:long connection.start:date connection.end:date " \
	"connection.state:keyword log.id.uid:keyword "

/* An index without flows. */
#define SYSLOG \
	"@timestamp:date message:text host.name:keyword host.ip:ip process.pid:long " \
	"process.name:keyword process.start:date user.id:keyword log.level:keyword " \
	"service.port:keyword agent.ip:ip syslog.facility:long x_forwarded_for:ip " \
	"source:keyword destination:keyword memory.bytes:long "

/* As _field_caps tells it. */
static inline void put_mapping(const char *fields, struct elastic_mapping *mapping)
{
	struct mapping_reader *reader = mapping_reader_new(mapping);
	struct error err = { .kind = ERROR_NONE };
	char one[512];

	assert_int_equal(mapping_feed(reader, "{\"fields\":{", 11, &err), 0);
	for (const char *at = fields; *at; at += strcspn(at, " ") + 1) {
		int name = (int)strcspn(at, ":"), all = (int)strcspn(at, " ");
		int len = snprintf(
			one, sizeof(one), "%s\"%.*s\":{\"%.*s\":{\"type\":\"x\"}}",
			at == fields ? "" : ",", name, at, all - name - 1, at + name + 1);

		if (mapping_feed(reader, one, (size_t)len, &err) != 0)
			fail_msg("%s: %s", one, err.text);
	}
	assert_int_equal(mapping_feed(reader, "}}", 2, &err), 0);
	mapping_reader_free(reader);
}

#endif
