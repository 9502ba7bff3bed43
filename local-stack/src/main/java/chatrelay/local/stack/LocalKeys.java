package chatrelay.local.stack;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.ChannelTemplate;

/**
 * The two keys of the local broker, as in production: the worker's may do everything, the signer's
 * no more than a client's token may.
 */
record LocalKeys(String worker, String signer, String signerCapability, String inboundNamespace) {
  static LocalKeys of(LocalFolder folder, ChannelNames channels) {
    String inbound = pattern(channels.inbound());
    String capability =
        "{\"%s\":[\"publish\"],\"%s\":[\"subscribe\"],\"%s\":[\"subscribe\"]}"
            .formatted(inbound, pattern(channels.outbound()), pattern(channels.feedback()));
    return new LocalKeys(
        "local0.worker:" + folder.secret("worker-key"),
        "local0.signer:" + folder.secret("signer-key"),
        capability,
        inbound.split(":", 2)[0]);
  }

  /** Both keys, and inbound history that survives restarts of the broker. */
  BrokerOptions addTo(BrokerOptions options) {
    return options
        .withKeys()
        .withKey(worker)
        .withKey(signer, signerCapability)
        .withPersisted(inboundNamespace);
  }

  /**
   * A channel template as a capability's resource. A wildcard covers a whole segment between colons
   * (Ably's documentation of capabilities), so other templates allow every channel.
   */
  private static String pattern(ChannelTemplate template) {
    boolean wholeSegment =
        (template.prefix().isEmpty() || template.prefix().endsWith(":"))
            && (template.suffix().isEmpty() || template.suffix().startsWith(":"));
    return !template.hasPlaceholder() || wholeSegment ? template.channel("*") : "*";
  }
}
