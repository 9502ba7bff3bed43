package chatrelay.worker.outbound;

import chatrelay.worker.broker.BrokerFailure;

/** Told what becomes of publishes, on publishing threads; must return at once. */
public interface PublishListener {
  /** The broker confirmed a group. */
  void published(Acknowledgement acknowledgement);

  /** A publish failed. */
  void failed(BrokerFailure failure);

  /** A message was given up for good. */
  void buried(BrokerFailure failure);
}
