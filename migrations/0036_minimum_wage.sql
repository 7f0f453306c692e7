-- What the law has somebody get at least for a month (最低工资), kept with her settled sheet.
ALTER TABLE pay_sheet ADD COLUMN least BIGINT NOT NULL DEFAULT 0 CHECK (least >= 0);
