package dev.lanegrad.data;

/** What becomes of the samples that are left at the end of an epoch and fill no batch. */
public enum LastBatch {
    /** They make a smaller batch; as PyTorch's loader without drop_last. */
    SMALLER,
    /** They are left out, others in each epoch, since the order is another; as PyTorch's drop_last. */
    LEFT_OUT,
    /** They are topped up with the first samples of the epoch, which it so sees twice. */
    TOPPED_UP
}
