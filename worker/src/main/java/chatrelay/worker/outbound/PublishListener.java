package chatrelay.worker.outbound;

import chatrelay.worker.broker.BrokerFailure;

/** Called with the outcome of publishes, on publishing threads; must return at once. */
public interface PublishListener {
  /** The broker confirmed a group. */
  void published(Acknowledgement acknowledgement);

  /** A publish failed. */
  void failed(BrokerFailure failure);

  /** A message became a dead letter. */
  void buried(BrokerFailure failure);
}
